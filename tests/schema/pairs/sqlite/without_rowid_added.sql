-- pair: a table becomes WITHOUT ROWID
-- before
CREATE TABLE kv (k TEXT PRIMARY KEY, v BLOB);
CREATE INDEX kv_v ON kv(v);
-- rows
INSERT INTO kv VALUES ('b', x'01'), ('a', NULL), ('c', 'text');
-- after
CREATE TABLE kv (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID;
CREATE INDEX kv_v ON kv(v);
-- keeps
SELECT k, quote(v) FROM kv ORDER BY k;
