-- pair: a plain column becomes a generated one
-- before
CREATE TABLE people (id integer PRIMARY KEY, first text NOT NULL, last text NOT NULL, full_name text);
-- rows
INSERT INTO people (id, first, last) VALUES (1, 'Ada', 'Lovelace');
-- after
CREATE TABLE people (id integer PRIMARY KEY, first text NOT NULL, last text NOT NULL, full_name text GENERATED ALWAYS AS (first || ' ' || last) STORED);
-- keeps
SELECT id, first, last FROM people ORDER BY 1;
