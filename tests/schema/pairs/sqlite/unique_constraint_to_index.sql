-- pair: a UNIQUE constraint becomes a unique index
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE);
-- rows
INSERT INTO t VALUES (1, 'a@x'), (2, 'b@x');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, mail TEXT NOT NULL);
CREATE UNIQUE INDEX t_mail ON t(mail);
-- keeps
SELECT id, mail FROM t ORDER BY id;
