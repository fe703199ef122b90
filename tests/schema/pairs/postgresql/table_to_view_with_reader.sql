-- pair: a table becomes a view while another view reads it
-- before
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE TABLE staff (id integer PRIMARY KEY, name text);
CREATE VIEW everybody AS SELECT id, name FROM users UNION ALL SELECT id, name FROM staff;
-- rows
INSERT INTO users VALUES (1, 'ann');
INSERT INTO staff VALUES (2, 'bob');
-- after
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE VIEW staff AS SELECT id, name FROM users WHERE id > 100;
CREATE VIEW everybody AS SELECT id, name FROM users UNION ALL SELECT id, name FROM staff;
-- keeps
SELECT id, name FROM users ORDER BY 1;
