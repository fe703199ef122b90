-- pair: the keys of two tables that reference each other grow
-- before
CREATE TABLE teams (id integer PRIMARY KEY, lead_id integer);
CREATE TABLE people (id integer PRIMARY KEY, team_id integer NOT NULL REFERENCES teams (id));
ALTER TABLE teams ADD CONSTRAINT teams_lead_fkey FOREIGN KEY (lead_id) REFERENCES people (id);
-- rows
INSERT INTO teams VALUES (1, NULL);
INSERT INTO people VALUES (7, 1);
UPDATE teams SET lead_id = 7;
-- after
CREATE TABLE teams (id bigint PRIMARY KEY, lead_id bigint);
CREATE TABLE people (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams (id));
ALTER TABLE teams ADD CONSTRAINT teams_lead_fkey FOREIGN KEY (lead_id) REFERENCES people (id) ON DELETE SET NULL;
-- keeps
SELECT id::text, lead_id::text FROM teams ORDER BY 1;
SELECT id::text, team_id::text FROM people ORDER BY 1;
