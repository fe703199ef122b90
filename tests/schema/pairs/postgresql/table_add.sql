-- pair: a table with a foreign key and an index appears
-- before
CREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL);
-- rows
INSERT INTO authors VALUES (1, 'Le Guin'), (2, 'Lem');
-- after
CREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE books (id integer PRIMARY KEY, author_id integer REFERENCES authors (id) ON DELETE CASCADE, title text NOT NULL);
CREATE INDEX books_author_idx ON books (author_id);
-- keeps
SELECT id, name FROM authors ORDER BY 1;
