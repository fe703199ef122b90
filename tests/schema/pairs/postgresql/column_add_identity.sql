-- pair: an identity column appears in a table with rows
-- before
CREATE TABLE notes (body text NOT NULL);
-- rows
INSERT INTO notes (body) VALUES ('a'), ('b');
-- after
CREATE TABLE notes (body text NOT NULL, id integer GENERATED ALWAYS AS IDENTITY);
-- keeps
SELECT body FROM notes ORDER BY 1;
