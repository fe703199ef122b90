-- pair: a sequence stays that one table owns and another one uses, and both tables go
-- before
CREATE SEQUENCE numbers;
CREATE TABLE base (id integer NOT NULL, n bigint DEFAULT nextval('numbers'));
CREATE TABLE kid (extra integer) INHERITS (base);
ALTER SEQUENCE numbers OWNED BY kid.extra;
-- rows
INSERT INTO base (id) VALUES (1);
-- after
CREATE SEQUENCE numbers;
-- keeps
SELECT last_value FROM numbers;
-- end
-- pair: the same sequence changes at the same time
-- before
CREATE SEQUENCE numbers;
CREATE TABLE base (id integer NOT NULL);
CREATE TABLE kid (extra integer, n bigint DEFAULT nextval('numbers')) INHERITS (base);
ALTER SEQUENCE numbers OWNED BY kid.extra;
-- rows
INSERT INTO base (id) VALUES (1);
-- after
CREATE SEQUENCE numbers CYCLE;
-- keeps
SELECT last_value FROM numbers;
