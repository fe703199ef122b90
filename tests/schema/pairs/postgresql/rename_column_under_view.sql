-- pair: a column is renamed that a view and an index read
-- options: --rename users.mail:users.email
-- before
CREATE TABLE users (id integer PRIMARY KEY, mail text UNIQUE, note text);
CREATE VIEW contacts AS SELECT id, mail AS contact FROM users;
-- rows
INSERT INTO users VALUES (1, 'a@x', 'n'), (2, 'b@x', NULL);
-- after
CREATE TABLE users (id integer PRIMARY KEY, email text CONSTRAINT users_mail_key UNIQUE, note text);
CREATE VIEW contacts AS SELECT id, email AS contact FROM users;
-- keeps
SELECT id, contact FROM contacts ORDER BY 1;
SELECT id, note FROM users ORDER BY 1;
