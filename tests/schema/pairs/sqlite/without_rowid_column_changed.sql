-- pair: a column changes its type in a WITHOUT ROWID table with a child table
-- before
CREATE TABLE kv (k TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
CREATE TABLE uses (k TEXT REFERENCES kv(k) ON DELETE CASCADE, at INTEGER, PRIMARY KEY (k, at)) WITHOUT ROWID;
-- rows
INSERT INTO kv VALUES ('a', 1), ('b', NULL);
INSERT INTO uses VALUES ('a', 5), ('a', 6), ('b', 5);
-- after
CREATE TABLE kv (k TEXT PRIMARY KEY, n TEXT) WITHOUT ROWID;
CREATE TABLE uses (k TEXT REFERENCES kv(k) ON DELETE CASCADE, at INTEGER, PRIMARY KEY (k, at)) WITHOUT ROWID;
-- keeps
SELECT k, CAST(n AS TEXT) FROM kv ORDER BY k;
SELECT k, at FROM uses ORDER BY k, at;
