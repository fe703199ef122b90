-- pair: labels change below a domain over an array of the enum
-- before
CREATE TYPE t AS ENUM ('a', 'b', 'c');
CREATE DOMAIN dat AS t[];
CREATE TABLE x (f dat, g t);
-- rows
INSERT INTO x VALUES (ARRAY['a', 'b']::t[], 'b');
-- after
CREATE TYPE t AS ENUM ('b', 'a');
CREATE DOMAIN dat AS t[];
CREATE TABLE x (f dat, g t);
-- keeps
SELECT f::text, g::text FROM x;
-- pair: labels change below a domain over a domain
-- before
CREATE TYPE t AS ENUM ('a', 'b', 'c');
CREATE DOMAIN dt AS t;
CREATE DOMAIN ddt AS dt CHECK (VALUE IS NOT NULL);
CREATE TABLE x (f ddt, g dt NOT NULL DEFAULT 'a');
-- rows
INSERT INTO x VALUES ('b');
-- after
CREATE TYPE t AS ENUM ('b', 'a');
CREATE DOMAIN dt AS t;
CREATE DOMAIN ddt AS dt CHECK (VALUE IS NOT NULL);
CREATE TABLE x (f ddt, g dt NOT NULL DEFAULT 'a');
-- keeps
SELECT f::text, g::text FROM x;
-- pair: labels change below a range
-- before
CREATE TYPE t AS ENUM ('a', 'b', 'c');
CREATE TYPE trange AS RANGE (subtype = t);
CREATE TABLE x (h trange);
-- rows
INSERT INTO x VALUES ('[a,b)');
-- after
CREATE TYPE t AS ENUM ('a', 'b');
CREATE TYPE trange AS RANGE (subtype = t);
CREATE TABLE x (h trange);
-- keeps
SELECT h::text FROM x;
-- pair: the name of an enum is as long as names may be
-- before
CREATE TYPE a23456789_123456789_123456789_123456789_123456789_123456789_123 AS ENUM ('a', 'b');
CREATE TYPE "ä""äääääääääääääääääääääääääääää" AS ENUM ('a', 'b');
CREATE TABLE x (c a23456789_123456789_123456789_123456789_123456789_123456789_123, d "ä""äääääääääääääääääääääääääääää");
-- rows
INSERT INTO x VALUES ('a', 'b');
-- after
CREATE TYPE a23456789_123456789_123456789_123456789_123456789_123456789_123 AS ENUM ('b', 'a');
CREATE TYPE "ä""äääääääääääääääääääääääääääää" AS ENUM ('b', 'a');
CREATE TABLE x (c a23456789_123456789_123456789_123456789_123456789_123456789_123, d "ä""äääääääääääääääääääääääääääää");
-- keeps
SELECT c::text, d::text FROM x;
-- pair: the name that the old type would have is taken
-- before
CREATE TYPE t AS ENUM ('a', 'b');
CREATE TYPE t__old AS ENUM ('x');
CREATE TABLE x (c t, d t__old);
-- rows
INSERT INTO x VALUES ('a', 'x');
-- after
CREATE TYPE t AS ENUM ('b', 'a');
CREATE TYPE t__old AS ENUM ('x');
CREATE TABLE x (c t, d t__old);
-- keeps
SELECT c::text, d::text FROM x;
-- pair: a range that columns have gets another subtype_diff
-- before
CREATE FUNCTION tdiff(time, time) RETURNS float8 IMMUTABLE LANGUAGE sql AS 'SELECT EXTRACT(EPOCH FROM ($1 - $2))::float8';
CREATE TYPE "time range" AS RANGE (subtype = time);
CREATE TABLE x (h "time range");
-- rows
INSERT INTO x VALUES ('[10:00,11:00)');
-- after
CREATE FUNCTION tdiff(time, time) RETURNS float8 IMMUTABLE LANGUAGE sql AS 'SELECT EXTRACT(EPOCH FROM ($1 - $2))::float8';
CREATE TYPE "time range" AS RANGE (subtype = time, subtype_diff = tdiff);
CREATE TABLE x (h "time range");
-- keeps
SELECT h::text FROM x;
