-- pair: a view and a view on it go
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, ok boolean);
CREATE VIEW good AS SELECT id, a FROM m WHERE ok;
CREATE VIEW good_names AS SELECT a AS name FROM good;
-- rows
INSERT INTO m VALUES (1, 'x', true), (2, 'y', false);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text, ok boolean);
-- keeps
SELECT id, a, ok FROM m ORDER BY 1;
