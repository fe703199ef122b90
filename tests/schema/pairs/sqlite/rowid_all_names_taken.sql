-- pair: a table whose columns take all three rowid names is rebuilt
-- before
CREATE TABLE odd (rowid TEXT, _rowid_ TEXT, oid TEXT, v INTEGER);
-- rows
INSERT INTO odd VALUES ('a', 'b', 'c', 1), ('d', 'e', 'f', 2);
-- after
CREATE TABLE odd (rowid TEXT, _rowid_ TEXT, oid TEXT, v TEXT);
-- keeps
SELECT rowid, _rowid_, oid, CAST(v AS TEXT) FROM odd ORDER BY CAST(v AS TEXT);
