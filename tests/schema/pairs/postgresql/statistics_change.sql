-- pair: extended statistics change kinds and target, a column of theirs changes type
-- before
CREATE TABLE m (id integer PRIMARY KEY, a integer, b integer);
CREATE STATISTICS s1 (ndistinct) ON a, b FROM m;
CREATE STATISTICS s2 ON a, (b % 10) FROM m;
ALTER STATISTICS s2 SET STATISTICS 50;
-- rows
INSERT INTO m VALUES (1, 1, 1), (2, 2, 2);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a integer, b bigint);
CREATE STATISTICS s1 (mcv, ndistinct) ON a, b, id FROM m;
ALTER STATISTICS s1 SET STATISTICS 200;
CREATE STATISTICS s2 ON a, (b % 10) FROM m;
-- keeps
SELECT id, a, b::text FROM m ORDER BY 1;
