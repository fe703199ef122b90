-- pair: an index on a column becomes one on expressions
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, mail TEXT, n INTEGER);
CREATE INDEX t_mail ON t(mail);
-- rows
INSERT INTO t VALUES (1, 'A@x', 1), (2, 'b@x', 2);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, mail TEXT, n INTEGER);
CREATE INDEX t_mail ON t(lower(mail), n % 10 DESC);
-- keeps
SELECT id, mail, n FROM t ORDER BY id;
