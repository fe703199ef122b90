-- pair: a composite primary key shrinks to one column
-- before
CREATE TABLE m (a integer NOT NULL, b integer NOT NULL, c text, PRIMARY KEY (b, a) INCLUDE (c));
-- rows
INSERT INTO m VALUES (1, 1, 'x'), (2, 1, 'y');
-- after
CREATE TABLE m (a integer NOT NULL, b integer NOT NULL, c text, PRIMARY KEY (a));
-- keeps
SELECT a, b, c FROM m ORDER BY 1;
