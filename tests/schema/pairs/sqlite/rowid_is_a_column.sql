-- pair: a table with a true column named rowid is rebuilt, the inner _rowid_ stays
-- before
CREATE TABLE odd (rowid TEXT, v INTEGER);
-- rows
INSERT INTO odd (_rowid_, rowid, v) VALUES (50, 'r1', 1), (60, 'r2', 2);
-- after
CREATE TABLE odd (rowid TEXT, v INTEGER CHECK (v > 0));
-- keeps
SELECT _rowid_, rowid, v FROM odd ORDER BY v;
