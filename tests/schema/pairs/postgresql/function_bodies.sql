-- pair: a function and the one that it calls, in an order that its text alone tells
-- before
CREATE TABLE t (id integer PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE t (id integer PRIMARY KEY);
CREATE FUNCTION z_callee(i int) RETURNS int LANGUAGE sql AS 'SELECT i + 1';
CREATE FUNCTION a_caller(i int) RETURNS int LANGUAGE sql AS 'SELECT z_callee(i)';
-- keeps
SELECT id FROM t;
-- pair: a function changes with the column that its text reads
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE FUNCTION total(i int) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT sum(a) FROM t WHERE id = i';
-- rows
INSERT INTO t VALUES (1, 2);
-- after
CREATE TABLE t (id int PRIMARY KEY, a int, b int DEFAULT 0);
CREATE FUNCTION total(i int) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT sum(a + b) FROM t WHERE id = i';
-- keeps
SELECT id, a, total(id) FROM t;
-- pair: mended: a view that a function reads, and one that calls it
-- before
CREATE TABLE t (a int);
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE t (a int);
CREATE VIEW b AS SELECT a FROM t;
CREATE FUNCTION ff() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM b';
CREATE VIEW c AS SELECT ff() AS n;
-- keeps
SELECT a FROM t;
-- pair: a composite type gets an attribute that its function reads
-- before
CREATE TYPE c AS (a int, b text);
CREATE FUNCTION fc(c) RETURNS int LANGUAGE sql AS 'SELECT $1.a';
-- after
CREATE TYPE c AS (a int, b text, d int);
CREATE FUNCTION fc(c) RETURNS int LANGUAGE sql AS 'SELECT $1.d';
-- pair: a column that a function reads gives way to another
-- before
CREATE TABLE c (a int, b text);
CREATE FUNCTION fd() RETURNS int LANGUAGE sql AS 'SELECT a FROM c';
-- rows
INSERT INTO c VALUES (1, 'x');
-- after
CREATE TABLE c (e int, b text);
CREATE FUNCTION fd() RETURNS int LANGUAGE sql AS 'SELECT e FROM c';
-- keeps
SELECT b FROM c;
-- pair: mended: a column that a function reads is renamed
-- options: --rename t.a:t.b
-- before
CREATE TABLE t (a int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT sum(a) FROM t';
-- rows
INSERT INTO t VALUES (5);
-- after
CREATE TABLE t (b int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT sum(b) FROM t';
-- keeps
SELECT f();
-- pair: an index made with a function that is changed for it
-- before
CREATE TABLE t (a int);
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.a';
-- rows
INSERT INTO t VALUES (5);
-- after
CREATE TABLE t (a int, b int NOT NULL DEFAULT 7);
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.b';
CREATE INDEX i ON t (f(t));
-- keeps
SELECT a FROM t;
-- pair: a generated column whose function calls another new one
-- before
CREATE TABLE t (id int, s text);
-- rows
INSERT INTO t VALUES (1, 'x');
-- after
CREATE TABLE t (id int, s text, gg text GENERATED ALWAYS AS (h(s)) STORED);
CREATE FUNCTION h(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT k2(x)';
CREATE FUNCTION k2(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT public.z3(x) || public."Z 4"(x)';
CREATE FUNCTION z3(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper(x)';
CREATE FUNCTION "Z 4"(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(x)';
CREATE INDEX i ON t (k2(s));
-- keeps
SELECT id, s FROM t;
-- pair: mended: functions that call each other
-- before
CREATE TABLE t (id int);
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE t (id int);
CREATE FUNCTION a(x int) RETURNS int LANGUAGE sql AS 'SELECT CASE WHEN x > 0 THEN b(x - 1) ELSE 0 END';
CREATE FUNCTION b(x int) RETURNS int LANGUAGE sql AS 'SELECT CASE WHEN x > 0 THEN a(x - 1) ELSE 1 END';
-- keeps
SELECT id FROM t;
