-- pair: mended: a column goes from two levels and stays on the third
-- before
CREATE TABLE a (x integer, y integer); CREATE TABLE b () INHERITS (a); CREATE TABLE c () INHERITS (b);
-- rows
INSERT INTO c VALUES (1, 2);
-- after
CREATE TABLE a (x integer); CREATE TABLE b () INHERITS (a); CREATE TABLE c (y integer) INHERITS (b);
-- keeps
SELECT y FROM c;
-- pair: mended: the same with other defaults, and a sibling that loses it
-- before
CREATE TABLE a (x integer, y integer DEFAULT 1); CREATE TABLE b () INHERITS (a); CREATE TABLE c () INHERITS (b); CREATE TABLE d () INHERITS (b);
-- rows
INSERT INTO c VALUES (1, 2);
-- after
CREATE TABLE a (x integer); CREATE TABLE b () INHERITS (a); CREATE TABLE c (y integer DEFAULT 3) INHERITS (b); CREATE TABLE d () INHERITS (b);
-- keeps
SELECT y FROM c;
