-- pair: an identity column goes
-- before
CREATE TABLE notes (body text NOT NULL, id integer GENERATED ALWAYS AS IDENTITY);
-- rows
INSERT INTO notes (body) VALUES ('a'), ('b');
-- after
CREATE TABLE notes (body text NOT NULL);
-- keeps
SELECT body FROM notes ORDER BY 1;
