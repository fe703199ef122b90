-- pair: a column changes type that an atomic function reads
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION top() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT max(n) FROM m; END;
CREATE VIEW v AS SELECT id, top() AS t FROM m;
-- rows
INSERT INTO m VALUES (1, 5), (2, 6);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n bigint);
CREATE FUNCTION top() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT max(n) FROM m; END;
CREATE VIEW v AS SELECT id, top() AS t FROM m;
-- keeps
SELECT id, t FROM v ORDER BY 1;
SELECT id, n::text FROM m ORDER BY 1;
