-- pair: a generated column becomes a plain one
-- before
CREATE TABLE people (id integer PRIMARY KEY, first text NOT NULL, last text NOT NULL, full_name text GENERATED ALWAYS AS (first || ' ' || last) STORED);
-- rows
INSERT INTO people (id, first, last) VALUES (1, 'Ada', 'Lovelace');
-- after
CREATE TABLE people (id integer PRIMARY KEY, first text NOT NULL, last text NOT NULL, full_name text);
-- keeps
SELECT id, first, last FROM people ORDER BY 1;
