-- pair: names that are not ASCII are rebuilt
-- before
CREATE TABLE größe (id INTEGER PRIMARY KEY, "naïve Spalte" TEXT, 数 INTEGER);
CREATE INDEX größe_数 ON größe(数);
-- rows
INSERT INTO größe VALUES (1, 'ä', 1), (2, '数', 2);
-- after
CREATE TABLE größe (id INTEGER PRIMARY KEY, "naïve Spalte" TEXT NOT NULL DEFAULT 'ß', 数 TEXT);
CREATE INDEX größe_数 ON größe(数);
-- keeps
SELECT id, "naïve Spalte", CAST(数 AS TEXT) FROM größe ORDER BY id;
