-- pair: a column changes type that a policy reads, a policy reads another table and a function
-- before
CREATE TABLE teams (id integer PRIMARY KEY, who text);
CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE AS 'SELECT current_user::text';
CREATE TABLE m (id integer PRIMARY KEY, team integer, n integer);
ALTER TABLE m ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_team ON m USING (team IN (SELECT t.id FROM teams t WHERE t.who = me()));
CREATE POLICY by_n ON m FOR INSERT WITH CHECK (n > 0);
COMMENT ON POLICY by_n ON m IS 'no negatives';
-- rows
INSERT INTO teams VALUES (1, 'ann');
INSERT INTO m VALUES (1, 1, 5);
-- after
CREATE TABLE teams (id bigint PRIMARY KEY, who text);
CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE AS 'SELECT session_user::text';
CREATE TABLE m (id integer PRIMARY KEY, team bigint, n numeric);
ALTER TABLE m ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_team ON m USING (team IN (SELECT t.id FROM teams t WHERE t.who = me()));
CREATE POLICY by_n ON m FOR INSERT WITH CHECK (n > 0);
COMMENT ON POLICY by_n ON m IS 'no negatives';
-- keeps
SELECT id, team::text, n::text FROM m ORDER BY 1;
SELECT id::text, who FROM teams ORDER BY 1;
