-- pair: a text column becomes citext
-- needs: contrib
-- before
CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL UNIQUE);
-- rows
INSERT INTO users VALUES (1, 'Ann@x.org'), (2, 'bob@x.org');
-- after
CREATE EXTENSION citext;
CREATE TABLE users (id integer PRIMARY KEY, email citext NOT NULL UNIQUE);
-- keeps
SELECT id, email::text FROM users ORDER BY 1;
