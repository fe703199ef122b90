-- pair: a column with an expression as default is added
-- before
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
-- rows
INSERT INTO docs VALUES (1, 'one'), (2, 'two');
-- after
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT, uid TEXT DEFAULT (lower(hex(randomblob(8)))), size INTEGER NOT NULL DEFAULT (2 * (3 + 4)));
-- keeps
SELECT id, body FROM docs ORDER BY id;
