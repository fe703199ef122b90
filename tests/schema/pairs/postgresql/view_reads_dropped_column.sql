-- pair: a view stops reading a column that goes, with a recursive view beside it
-- before
CREATE TABLE tree (id integer PRIMARY KEY, parent integer, old_name text, name text);
CREATE VIEW names AS SELECT id, coalesce(name, old_name) AS name FROM tree;
CREATE RECURSIVE VIEW paths (id, depth) AS SELECT id, 0 FROM tree WHERE parent IS NULL UNION ALL SELECT t.id, p.depth + 1 FROM tree t JOIN paths p ON t.parent = p.id;
-- rows
INSERT INTO tree VALUES (1, NULL, 'o', 'n'), (2, 1, 'o', 'm');
-- after
CREATE TABLE tree (id integer PRIMARY KEY, parent integer, name text);
CREATE VIEW names AS SELECT id, name FROM tree;
CREATE RECURSIVE VIEW paths (id, depth) AS SELECT id, 0 FROM tree WHERE parent IS NULL UNION ALL SELECT t.id, p.depth + 1 FROM tree t JOIN paths p ON t.parent = p.id;
-- keeps
SELECT id, name FROM names ORDER BY 1;
SELECT id, depth FROM paths ORDER BY 1;
