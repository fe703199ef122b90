-- pair: an extension goes with the default that used it
-- needs: contrib
-- before
CREATE EXTENSION pgcrypto;
CREATE TABLE users (id integer PRIMARY KEY, salt text DEFAULT encode(digest('x', 'sha256'), 'hex'));
-- rows
INSERT INTO users VALUES (1, 'abc');
-- after
CREATE TABLE users (id integer PRIMARY KEY, salt text DEFAULT '');
-- keeps
SELECT id, salt FROM users ORDER BY 1;
