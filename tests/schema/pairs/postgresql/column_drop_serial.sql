-- pair: a serial column and its sequence go
-- before
CREATE TABLE notes (body text NOT NULL, id serial);
-- rows
INSERT INTO notes (body) VALUES ('a'), ('b');
-- after
CREATE TABLE notes (body text NOT NULL);
-- keeps
SELECT body FROM notes ORDER BY 1;
