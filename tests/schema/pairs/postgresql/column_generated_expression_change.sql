-- pair: the expression of a generated column changes
-- before
CREATE TABLE people (id integer PRIMARY KEY, first text NOT NULL, last text NOT NULL, full_name text GENERATED ALWAYS AS (first || ' ' || last) STORED);
CREATE INDEX people_full_name_idx ON people (full_name);
-- rows
INSERT INTO people (id, first, last) VALUES (1, 'Ada', 'Lovelace');
-- after
CREATE TABLE people (id integer PRIMARY KEY, first text NOT NULL, last text NOT NULL, full_name text GENERATED ALWAYS AS (upper(last) || ', ' || first) STORED);
CREATE INDEX people_full_name_idx ON people (full_name);
-- keeps
SELECT id, first, last FROM people ORDER BY 1;
