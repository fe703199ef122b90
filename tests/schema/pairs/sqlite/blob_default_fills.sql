-- pair: a column of blobs takes no NULL any more, and its default is a blob
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, c BLOB, d BLOB);
-- rows
INSERT INTO t VALUES (1, NULL, x'02');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, c BLOB NOT NULL DEFAULT x'00ff', d BLOB NOT NULL DEFAULT X'AB' UNIQUE);
-- keeps
SELECT id, quote(coalesce(c, x'00ff')), quote(d) FROM t;
