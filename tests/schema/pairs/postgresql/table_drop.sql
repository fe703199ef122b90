-- pair: a table with a foreign key and an index goes
-- before
CREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE books (id integer PRIMARY KEY, author_id integer REFERENCES authors (id) ON DELETE CASCADE, title text NOT NULL);
CREATE INDEX books_author_idx ON books (author_id);
-- rows
INSERT INTO authors VALUES (1, 'Le Guin'), (2, 'Lem');
INSERT INTO books VALUES (1, 2, 'Solaris');
-- after
CREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL);
-- keeps
SELECT id, name FROM authors ORDER BY 1;
