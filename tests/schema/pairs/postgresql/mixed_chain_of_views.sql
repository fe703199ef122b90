-- pair: five views in a chain over a table whose columns change, with a function and a materialized view inside
-- before
CREATE TABLE base (id integer PRIMARY KEY, a integer, b text);
CREATE FUNCTION plus(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x + 1';
CREATE VIEW v1 AS SELECT id, a, b FROM base;
CREATE VIEW v2 AS SELECT id, plus(a) AS a1, b FROM v1;
CREATE MATERIALIZED VIEW mv3 AS SELECT id, a1, b FROM v2;
CREATE INDEX mv3_a1 ON mv3 (a1);
CREATE VIEW v4 AS SELECT m.id, m.a1, v1.b FROM mv3 m JOIN v1 USING (id);
CREATE VIEW v5 AS SELECT id FROM v4 UNION SELECT id FROM v2;
COMMENT ON VIEW v5 IS 'the last';
GRANT SELECT ON v5 TO PUBLIC;
-- rows
INSERT INTO base VALUES (1, 10, 'x'), (2, 20, 'y');
REFRESH MATERIALIZED VIEW mv3;
-- after
CREATE TABLE base (id integer PRIMARY KEY, a integer NOT NULL, b varchar(12), c date);
CREATE FUNCTION plus(x integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT x + 1::bigint';
CREATE VIEW v1 AS SELECT id, a, b, c FROM base;
CREATE VIEW v2 AS SELECT id, plus(a) AS a1, b FROM v1;
CREATE MATERIALIZED VIEW mv3 AS SELECT id, a1, b FROM v2;
CREATE INDEX mv3_a1 ON mv3 (a1);
CREATE VIEW v4 AS SELECT m.id, m.a1, v1.b FROM mv3 m JOIN v1 USING (id);
CREATE VIEW v5 AS SELECT id FROM v4 UNION SELECT id FROM v2;
COMMENT ON VIEW v5 IS 'the last';
GRANT SELECT ON v5 TO PUBLIC;
-- keeps
SELECT id, a1::text, b::text FROM v4 ORDER BY 1;
SELECT id FROM v5 ORDER BY 1;
