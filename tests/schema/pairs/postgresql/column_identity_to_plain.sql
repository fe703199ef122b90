-- pair: an identity column becomes a plain one
-- before
CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text);
-- rows
INSERT INTO notes (id, body) OVERRIDING SYSTEM VALUE VALUES (1, 'a'), (2, 'b');
-- after
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
-- keeps
SELECT id, body FROM notes ORDER BY 1;
