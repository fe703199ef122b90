-- pair: a key that refers to what is no key, in tables that are left alone
-- before
CREATE TABLE p (x INT);
CREATE TABLE c (p INT REFERENCES p (x));
CREATE TABLE z (a INT);
-- rows
INSERT INTO z VALUES (1);
-- after
CREATE TABLE p (x INT);
CREATE TABLE c (p INT REFERENCES p (x));
CREATE TABLE z (a TEXT);
-- keeps
SELECT count(*) FROM z;
