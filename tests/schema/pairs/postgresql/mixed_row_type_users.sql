-- pair: functions and views that use a whole row of a table follow its change
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION describe(r m) RETURNS text LANGUAGE sql STABLE AS $$SELECT r.id || ': ' || r.n$$;
CREATE VIEW described AS SELECT m.id, describe(m) AS d FROM m;
CREATE TABLE snapshots (at date, ids integer[]);
-- rows
INSERT INTO m VALUES (1, 5), (2, 6);
INSERT INTO snapshots VALUES ('2024-01-01', '{1,2}');
-- after
CREATE TABLE m (id integer PRIMARY KEY, n bigint, extra text);
CREATE FUNCTION describe(r m) RETURNS text LANGUAGE sql STABLE AS $$SELECT r.id || ': ' || r.n$$;
CREATE VIEW described AS SELECT m.id, describe(m) AS d FROM m;
CREATE TABLE snapshots (at timestamp, ids bigint[]);
-- keeps
SELECT id, d FROM described ORDER BY 1;
SELECT to_char(at, 'YYYY-MM-DD'), ids::text FROM snapshots ORDER BY 1;
