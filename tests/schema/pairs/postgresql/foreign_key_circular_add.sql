-- pair: two tables appear that reference each other
-- before
CREATE TABLE base (id integer PRIMARY KEY);
-- rows
INSERT INTO base VALUES (1);
-- after
CREATE TABLE base (id integer PRIMARY KEY);
CREATE TABLE teams (id integer PRIMARY KEY, lead_id integer);
CREATE TABLE people (id integer PRIMARY KEY, team_id integer NOT NULL REFERENCES teams (id));
ALTER TABLE teams ADD CONSTRAINT teams_lead_fkey FOREIGN KEY (lead_id) REFERENCES people (id);
-- keeps
SELECT id FROM base ORDER BY 1;
