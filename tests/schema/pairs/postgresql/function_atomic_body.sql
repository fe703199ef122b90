-- pair: functions with BEGIN ATOMIC change, one becomes atomic
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT sum(n) FROM m; END;
CREATE FUNCTION old_style() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM m';
-- rows
INSERT INTO m VALUES (1, 5), (2, 6);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT CASE WHEN n > 0 THEN 1 ELSE 0 END FROM m; SELECT sum(n) FROM m WHERE n > 0; END;
CREATE FUNCTION old_style() RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT count(*) FROM m);
-- keeps
SELECT total() ORDER BY 1;
SELECT old_style() ORDER BY 1;
