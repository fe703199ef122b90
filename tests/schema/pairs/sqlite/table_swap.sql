-- pair: one table goes and an unlike one comes
-- before
CREATE TABLE keepme (k TEXT PRIMARY KEY, v BLOB);
CREATE TABLE old_things (a INTEGER, b TEXT);
-- rows
INSERT INTO keepme VALUES ('one', x'00ff10'), ('two', NULL);
INSERT INTO old_things VALUES (1, 'x');
-- after
CREATE TABLE keepme (k TEXT PRIMARY KEY, v BLOB);
CREATE TABLE new_things (id INTEGER PRIMARY KEY AUTOINCREMENT, c REAL, d NUMERIC);
-- keeps
SELECT k, hex(v), typeof(v) FROM keepme ORDER BY k;
