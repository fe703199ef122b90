-- pair: a column with a constant default is added
-- before
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO items VALUES (1, 'pen'), (2, 'ink');
-- after
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, state TEXT DEFAULT 'it''s new; -- really');
-- keeps
SELECT id, name FROM items ORDER BY id;
