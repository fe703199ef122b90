-- pair: storage, statistics target and compression of columns are set
-- before
CREATE TABLE docs (id integer PRIMARY KEY, body text, kind text);
-- rows
INSERT INTO docs VALUES (1, 'long', 'k');
-- after
CREATE TABLE docs (id integer PRIMARY KEY, body text, kind text);
ALTER TABLE docs ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE docs ALTER COLUMN body SET COMPRESSION pglz;
ALTER TABLE docs ALTER COLUMN kind SET STATISTICS 500;
ALTER TABLE docs ALTER COLUMN kind SET (n_distinct = 10);
-- keeps
SELECT id, body, kind FROM docs ORDER BY 1;
