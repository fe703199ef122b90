-- Statements whose end is hard to find, all of them PostgreSQL's own syntax.
SELECT ';', 'it''s; ', E'\';', e'\\', U&'d!0061t\+000061' UESCAPE '!', B'1;'::text, N'x;';
SELECT 'a'
 'b;'
 'd', E'a'
 '\';';
SELECT "a;""b", U&"d\0061t" FROM (SELECT 1 AS "a;""b", 2 AS dat) AS "x;y";
SELECT $$a;b$$, $x$ $$;$y$;$x$, $_1$;$_1$, $é$;$é$, 1 AS a$x$b, 2 AS "c$x$";
/* a /* ; */ ; */ SELECT 1 /* b; */;
SELECT 1 +--x;
2, 3 */* x;*/ 4, 5 - -6, 7 @- 8 FROM (SELECT 1) AS a$;
CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (1); UPDATE u SET a = 2);
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a > 0 THEN 1 ELSE 2 END; END;
CREATE OR REPLACE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); END;
CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN EXECUTE 'x;' || $q$;$q$; END; $f$;
CREATE FUNCTION h() RETURNS int LANGUAGE sql RETURN CASE WHEN true THEN 1 END;
DO $$ BEGIN IF true THEN NULL; END IF; END $$;
PREPARE x (int) AS SELECT $1, $1;
SELECT (ARRAY[1, 2, 3])[1:2], 'x'::text, '{"a;": "b"}'::jsonb @> '{}';
CREATE TABLE t (a int DEFAULT 1, b text CHECK (b <> ';'), "begin" int, "end" text);
SELECT a FROM t AS begin; SELECT 1 AS "atomic"; SELECT 1 AS "end";
BEGIN; SELECT 1; SAVEPOINT a; ROLLBACK TO a; COMMIT AND CHAIN; ROLLBACK;
;;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (new.b = ';') EXECUTE FUNCTION trf('a;', 'b');
SELECT 1 -- the last, without a semicolon; and 'odd $$ quotes
