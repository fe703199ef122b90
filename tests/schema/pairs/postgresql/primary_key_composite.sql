-- pair: a primary key gets a second column and one included
-- before
CREATE TABLE m (a integer NOT NULL, b integer NOT NULL, c text, PRIMARY KEY (a));
-- rows
INSERT INTO m VALUES (1, 1, 'x'), (2, 1, 'y');
-- after
CREATE TABLE m (a integer NOT NULL, b integer NOT NULL, c text, PRIMARY KEY (b, a) INCLUDE (c));
-- keeps
SELECT a, b, c FROM m ORDER BY 1;
