-- pair: a large mixed change where one wide table is split and many columns go
-- before
CREATE TABLE wide (id INTEGER PRIMARY KEY, c1 TEXT, c2 TEXT, c3 INTEGER, c4 REAL, c5 TEXT DEFAULT 'five', c6 TEXT, c7 BLOB, c8 NUMERIC, c9 DATE, c10 BOOLEAN);
CREATE INDEX wide_1 ON wide(c1);
CREATE INDEX wide_23 ON wide(c2, c3);
CREATE INDEX wide_9 ON wide(c9);
CREATE VIEW narrow AS SELECT id, c1, c9 FROM wide;
CREATE TRIGGER wide_u AFTER UPDATE OF c9 ON wide BEGIN UPDATE wide SET c10 = 1 WHERE id = new.id; END;
-- rows
INSERT INTO wide VALUES (1, 'a', 'b', 3, 4.5, 'e', 'f', x'07', 8, '2024-01-01', 0), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
-- after
CREATE TABLE wide (id INTEGER PRIMARY KEY, c3 INTEGER, c1 TEXT, c4 REAL, c8 NUMERIC);
CREATE TABLE wide_more (wide_id INTEGER PRIMARY KEY REFERENCES wide(id) ON DELETE CASCADE, c2 TEXT, c5 TEXT DEFAULT 'five', c6 TEXT);
CREATE TABLE wide_dates (wide_id INTEGER REFERENCES wide(id), c9 DATE, c10 BOOLEAN, PRIMARY KEY (wide_id, c9)) WITHOUT ROWID;
CREATE INDEX wide_1 ON wide(c1);
CREATE INDEX wide_23 ON wide(c3);
CREATE VIEW narrow AS SELECT w.id, w.c1, d.c9 FROM wide w LEFT JOIN wide_dates d ON d.wide_id = w.id;
-- keeps
SELECT id, c1, c3, c4, c8 FROM wide ORDER BY id;
SELECT id, c1 FROM narrow ORDER BY id;
