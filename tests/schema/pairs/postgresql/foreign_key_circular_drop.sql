-- pair: two tables go that reference each other
-- before
CREATE TABLE base (id integer PRIMARY KEY);
CREATE TABLE teams (id integer PRIMARY KEY, lead_id integer);
CREATE TABLE people (id integer PRIMARY KEY, team_id integer NOT NULL REFERENCES teams (id));
ALTER TABLE teams ADD CONSTRAINT teams_lead_fkey FOREIGN KEY (lead_id) REFERENCES people (id);
-- rows
INSERT INTO base VALUES (1);
INSERT INTO teams VALUES (1, NULL);
INSERT INTO people VALUES (7, 1);
UPDATE teams SET lead_id = 7;
-- after
CREATE TABLE base (id integer PRIMARY KEY);
-- keeps
SELECT id FROM base ORDER BY 1;
