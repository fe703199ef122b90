-- pair: a column changes type under a view, a view on it, comments, grants and a default of the view
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer, s varchar(5));
CREATE VIEW v AS SELECT id, n, s FROM m;
CREATE VIEW w AS SELECT v.id, v.n * 2 AS twice FROM v;
CREATE VIEW x AS SELECT w.id, w.twice, v.s FROM w JOIN v USING (id);
ALTER VIEW v ALTER COLUMN n SET DEFAULT 3;
COMMENT ON VIEW w IS 'twice';
COMMENT ON COLUMN w.twice IS 'two times n';
GRANT SELECT ON w, x TO PUBLIC;
-- rows
INSERT INTO m VALUES (1, 5, 'a'), (2, 9, 'b');
-- after
CREATE TABLE m (id integer PRIMARY KEY, n bigint, s varchar(50));
CREATE VIEW v AS SELECT id, n, s FROM m;
CREATE VIEW w AS SELECT v.id, v.n * 2 AS twice FROM v;
CREATE VIEW x AS SELECT w.id, w.twice, v.s FROM w JOIN v USING (id);
ALTER VIEW v ALTER COLUMN n SET DEFAULT 3;
COMMENT ON VIEW w IS 'twice';
COMMENT ON COLUMN w.twice IS 'two times n';
GRANT SELECT ON w, x TO PUBLIC;
-- keeps
SELECT id, twice::text, s FROM x ORDER BY 1;
SELECT id, n::text FROM v ORDER BY 1;
