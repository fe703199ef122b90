-- pair: tables of one schema go, tables of another come with views that cross
-- before
CREATE SCHEMA one;
CREATE TABLE one.src (id integer PRIMARY KEY, n integer);
CREATE VIEW one.src_view AS SELECT id FROM one.src;
CREATE TABLE kept (id integer PRIMARY KEY);
CREATE VIEW both_ids AS SELECT id FROM kept UNION ALL SELECT id FROM one.src_view WHERE id < 0;
-- rows
INSERT INTO one.src VALUES (1, 1);
INSERT INTO kept VALUES (7);
-- after
CREATE SCHEMA two;
CREATE TABLE two.src (id integer PRIMARY KEY, n integer NOT NULL);
CREATE VIEW two.src_view AS SELECT id FROM two.src;
CREATE TABLE kept (id integer PRIMARY KEY);
CREATE VIEW both_ids AS SELECT id FROM kept UNION ALL SELECT id FROM two.src_view WHERE id < 0;
-- keeps
SELECT id FROM both_ids ORDER BY 1;
