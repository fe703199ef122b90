-- pair: extended statistics go
-- before
CREATE TABLE m (id integer PRIMARY KEY, a integer, b integer);
CREATE STATISTICS m_ab (ndistinct, dependencies) ON a, b FROM m;
CREATE STATISTICS m_expr ON (a + b) FROM m;
-- rows
INSERT INTO m VALUES (1, 1, 1), (2, 2, 2);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a integer, b integer);
-- keeps
SELECT id, a, b FROM m ORDER BY 1;
