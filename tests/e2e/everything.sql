-- A database with every kind of object that pg_dump knows and a test can make.
CREATE SCHEMA s;
CREATE SCHEMA "odd ""name; $$";
CREATE DOMAIN s.positive AS integer DEFAULT 1 CONSTRAINT p CHECK (value > 0);
CREATE TYPE s.mood AS ENUM ('a', 'it''s', 'b;');
CREATE TYPE s.pair AS (a integer, b text COLLATE "C");
CREATE TYPE s.floats AS RANGE (subtype = float8, multirange_type_name = s.multifloats);
CREATE TYPE s.shell;
CREATE COLLATION s.coll (provider = icu, locale = 'de-u-co-phonebk');
CREATE SEQUENCE s.seq INCREMENT 3 START 7 CACHE 5;
CREATE TABLE s.t (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    p s.positive, m s.mood DEFAULT 'it''s', c s.pair, x text NOT NULL DEFAULT ';''$$',
    n numeric(8, 2) CHECK (n > 0), made timestamptz DEFAULT now(),
    double numeric GENERATED ALWAYS AS (n * 2) STORED,
    during tsrange, EXCLUDE USING gist (during WITH &&), UNIQUE (x, n)
);
CREATE TABLE s.kid (extra jsonb) INHERITS (s.t);
CREATE TABLE s.parts (a integer, b text) PARTITION BY RANGE (a);
CREATE TABLE s.parts_1 PARTITION OF s.parts FOR VALUES FROM (0) TO (10);
CREATE TABLE s.parts_2 PARTITION OF s.parts FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b);
CREATE TABLE s.parts_2_x PARTITION OF s.parts_2 FOR VALUES IN ('x', E'y\n;');
CREATE TABLE s.parts_rest PARTITION OF s.parts DEFAULT;
CREATE UNLOGGED TABLE s.u (t_id bigint REFERENCES s.t ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "odd ""name; $$"."tab	le" ("col;umn" text, "select" integer);
CREATE INDEX ON s.t USING gin (to_tsvector('simple', x));
CREATE INDEX partial ON s.t (lower(x) DESC NULLS LAST) INCLUDE (n) WHERE n > 1 AND x <> ';';
CREATE INDEX ON s.parts (b);
CREATE STATISTICS s.stat (dependencies) ON x, n FROM s.t;
ALTER TABLE s.t CLUSTER ON t_pkey, ALTER x SET STATISTICS 200, SET (fillfactor = 70), REPLICA IDENTITY FULL;
CREATE FUNCTION s.add(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE AS $_$ SELECT $1 + $2; $_$;
CREATE FUNCTION s.atomic(a integer) RETURNS integer LANGUAGE sql
BEGIN ATOMIC
    SELECT 1;
    SELECT CASE WHEN a > 0 THEN 1 ELSE CASE a WHEN 0 THEN 2 END END;
END;
CREATE FUNCTION s.trig() RETURNS trigger LANGUAGE plpgsql SET search_path = s, pg_temp AS $f$
BEGIN
    EXECUTE format($q$ SELECT %L; -- $$ $q$, new.x);
    RETURN new; /* ; */
END $f$;
CREATE PROCEDURE s.proc(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN a := a + 1; END';
CREATE FUNCTION s.event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE AGGREGATE s.sum2 (integer) (sfunc = int4pl, stype = integer, initcond = '0');
CREATE OPERATOR s.@+@ (leftarg = integer, rightarg = integer, function = s.add, commutator = OPERATOR(s.@+@));
CREATE FUNCTION s.to_mood(text) RETURNS s.mood LANGUAGE sql AS 'SELECT ''a''::s.mood';
CREATE CAST (text AS s.mood) WITH FUNCTION s.to_mood(text);
CREATE OPERATOR CLASS s.ops FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
CREATE CONVERSION s.conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH DICTIONARY s.dict (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION s.conf (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION s.conf ALTER MAPPING FOR word WITH s.dict;
CREATE FOREIGN DATA WRAPPER fdw OPTIONS (debug 'it''s;');
CREATE SERVER server FOREIGN DATA WRAPPER fdw OPTIONS (host 'x');
CREATE USER MAPPING FOR CURRENT_USER SERVER server OPTIONS (password '$$;');
CREATE FOREIGN TABLE s.foreign_t (a integer OPTIONS (b 'c')) SERVER server;
CREATE VIEW s.v WITH (security_barrier) AS SELECT id, x FROM s.t WHERE x LIKE '%;%' WITH LOCAL CHECK OPTION;
CREATE RECURSIVE VIEW s.numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 5;
CREATE MATERIALIZED VIEW s.mv AS SELECT m, count(*) FROM s.t GROUP BY m;
CREATE RULE r AS ON INSERT TO s.u DO ALSO (INSERT INTO s.parts VALUES (1, 'r;'); UPDATE s.parts SET b = 'x' WHERE false);
CREATE TRIGGER tr BEFORE INSERT OR UPDATE OF x ON s.t FOR EACH ROW WHEN (new.x <> ';') EXECUTE FUNCTION s.trig();
CREATE CONSTRAINT TRIGGER ctr AFTER INSERT ON s.t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION s.trig();
ALTER TABLE s.t DISABLE TRIGGER ctr;
CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE AGGREGATE') EXECUTE FUNCTION s.event();
ALTER TABLE s.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY pol ON s.t FOR SELECT USING (x <> ';') ;
CREATE PUBLICATION pub FOR TABLE s.t (id, x) WHERE (id > 5);
CREATE SUBSCRIPTION sub CONNECTION 'dbname=''no such;''' PUBLICATION pub WITH (connect = false);
GRANT SELECT (x), UPDATE (n) ON s.t TO PUBLIC;
REVOKE EXECUTE ON FUNCTION s.add FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC;
COMMENT ON TABLE s.t IS E'two\nlines; it''s $$ -- migrate:down';
COMMENT ON COLUMN s.t.x IS ';';
INSERT INTO s.t (p, c, x, n) VALUES (1, (1, 'x'), E'back\\slash\ttab', 1), (2, NULL, E'\\.', 2), (3, (2, NULL), E'line\nend\r', 3), (NULL, NULL, '-- migrate:down', 4), (4, NULL, '\N', 5);
INSERT INTO s.kid (id, x, extra) VALUES (1, 'kid', '{"a": ";\\n"}');
INSERT INTO s.parts VALUES (1, 'one'), (11, 'x'), (99, NULL);
INSERT INTO "odd ""name; $$"."tab	le" VALUES ('a;', 1);
SELECT nextval('s.seq'), lo_from_bytea(4711, 'large; \\x00 object'), lo_create(4712);
COMMENT ON LARGE OBJECT 4711 IS 'it''s';
REFRESH MATERIALIZED VIEW s.mv;
