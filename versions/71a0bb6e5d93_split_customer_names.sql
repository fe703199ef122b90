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

-- migrate:down dialect:postgresql
ALTER TABLE customers ADD COLUMN full_name text;
UPDATE customers SET full_name = given_name || ' ' || family_name;
ALTER TABLE customers ALTER COLUMN full_name SET NOT NULL;
ALTER TABLE customers DROP COLUMN family_name;
ALTER TABLE customers DROP COLUMN given_name;

-- migrate:down dialect:sqlite
-- SQLite adds no NOT NULL column without a default, so the table is made anew.
PRAGMA foreign_keys = OFF;
CREATE TABLE customers_before (
    id bigint PRIMARY KEY,
    email text NOT NULL UNIQUE,
    full_name text NOT NULL
);
INSERT INTO customers_before (id, email, full_name)
    SELECT id, email, given_name || ' ' || family_name FROM customers;
DROP TABLE customers;
ALTER TABLE customers_before RENAME TO customers;
