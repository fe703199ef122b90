-- pair: columns with a collation appear and one changes its collation
-- before
CREATE TABLE words (id integer PRIMARY KEY, w text);
CREATE INDEX words_w_idx ON words (w);
-- rows
INSERT INTO words VALUES (1, 'b'), (2, 'A');
-- after
CREATE TABLE words (id integer PRIMARY KEY, w text COLLATE "POSIX", v text COLLATE "C");
CREATE INDEX words_w_idx ON words (w);
-- keeps
SELECT id, w FROM words ORDER BY 1;
