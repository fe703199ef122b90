-- pair: a domain changes its base type under a column, a view and an index
-- before
CREATE DOMAIN code AS varchar(10) CHECK (VALUE <> '');
CREATE TABLE m (id integer PRIMARY KEY, c code NOT NULL DEFAULT 'x');
CREATE UNIQUE INDEX m_c ON m (c);
CREATE VIEW v AS SELECT c, id FROM m;
-- rows
INSERT INTO m VALUES (1, 'a'), (2, 'b');
-- after
CREATE DOMAIN code AS text CHECK (VALUE <> '');
CREATE TABLE m (id integer PRIMARY KEY, c code NOT NULL DEFAULT 'x');
CREATE UNIQUE INDEX m_c ON m (c);
CREATE VIEW v AS SELECT c, id FROM m;
-- keeps
SELECT id, c::text FROM v ORDER BY 1;
