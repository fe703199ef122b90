-- pair: a plain key column becomes a serial one
-- before
CREATE TABLE notes (id integer PRIMARY KEY, body text);
-- rows
INSERT INTO notes (id, body) VALUES (1, 'a'), (2, 'b');
-- after
CREATE TABLE notes (id serial PRIMARY KEY, body text);
-- keeps
SELECT id, body FROM notes ORDER BY 1;
