-- pair: keys that are no rowids, for their types are not INTEGER alone; an index over rows goes by rowids
-- before
CREATE TABLE doc (id INTEGER(11) PRIMARY KEY, body TEXT);
CREATE TABLE other (id INTEGER UNSIGNED PRIMARY KEY, body TEXT);
CREATE TABLE alias (id INTEGER NOT NULL PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE f USING fts5(body, content='doc');
-- rows
INSERT INTO doc (rowid, id, body) VALUES (10, 1, 'alpha'), (20, 2, 'beta');
INSERT INTO other (rowid, id, body) VALUES (30, 1, 'alpha');
INSERT INTO alias VALUES (40, 'x');
INSERT INTO f (f) VALUES ('rebuild');
-- after
CREATE TABLE doc (id INTEGER(11) PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE other (id INTEGER UNSIGNED PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE alias (id INTEGER NOT NULL PRIMARY KEY, body TEXT NOT NULL);
CREATE VIRTUAL TABLE f USING fts5(body, content='doc');
-- keeps
SELECT rowid, id, body FROM doc;
SELECT rowid, id, body FROM other;
SELECT rowid, id FROM alias;
SELECT rowid, body FROM f WHERE f MATCH 'beta';
