-- revision: 71a0bb6e5d93
-- parents: e27715b3f0c8
-- message: split customer names
-- created: 2026-03-02T13:31:44Z

-- migrate:up dialect:postgresql
ALTER TABLE customers ADD COLUMN given_name text NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN family_name text NOT NULL DEFAULT '';
UPDATE customers SET
    given_name = split_part(full_name, ' ', 1),
    family_name = substr(full_name, strpos(full_name, ' ') + 1);
ALTER TABLE customers DROP COLUMN full_name;

-- migrate:up dialect:sqlite
ALTER TABLE customers ADD COLUMN given_name text NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN family_name text NOT NULL DEFAULT '';
UPDATE customers SET
    given_name = substr(full_name, 1, instr(full_name, ' ') - 1),
    family_name = substr(full_name, instr(full_name, ' ') + 1);
ALTER TABLE customers DROP COLUMN full_name;

-- migrate:down
ALTER TABLE customers ADD COLUMN full_name text NOT NULL DEFAULT '';
UPDATE customers SET full_name = given_name || ' ' || family_name;
ALTER TABLE customers DROP COLUMN family_name;
ALTER TABLE customers DROP COLUMN given_name;
