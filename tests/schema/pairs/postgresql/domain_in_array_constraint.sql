-- pair: a domain that a column has as an array gets a condition
-- before
CREATE DOMAIN d AS int;
CREATE TABLE t (id int, a d[], b d DEFAULT 3);
-- rows
INSERT INTO t VALUES (1, ARRAY[1, 2]::d[], 5);
-- after
CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE TABLE t (id int, a d[], b d DEFAULT 3);
-- keeps
SELECT id, a::text, b FROM t;
-- pair: and takes no NULL any more
-- before
CREATE DOMAIN d AS text CONSTRAINT c CHECK (VALUE <> '');
CREATE TABLE t (id int, a d[], b d NOT NULL);
CREATE VIEW v AS SELECT a FROM t;
-- rows
INSERT INTO t VALUES (1, ARRAY['x']::d[], 'y');
-- after
CREATE DOMAIN d AS text NOT NULL CONSTRAINT c CHECK (VALUE <> '');
CREATE TABLE t (id int, a d[], b d NOT NULL);
CREATE VIEW v AS SELECT a FROM t;
-- keeps
SELECT id, t.a::text, b FROM t;
