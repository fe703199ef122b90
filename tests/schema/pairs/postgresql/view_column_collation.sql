-- pair: the collation of a column of a view
-- before
CREATE TABLE q (a text);
CREATE VIEW v AS SELECT a FROM q;
-- rows
INSERT INTO q VALUES ('x');
-- after
CREATE TABLE q (a text);
CREATE VIEW v AS SELECT a COLLATE "C" AS a FROM q;
-- keeps
SELECT a FROM v;
