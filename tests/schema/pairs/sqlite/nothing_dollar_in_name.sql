-- pair: nothing but quotes around a name with a dollar sign
-- before
CREATE TABLE t (a$b TEXT);
-- after
CREATE TABLE t ("a$b" TEXT);
