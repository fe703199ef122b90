-- pair: keys of three tables change: composite, to unique, from unique, self-reference
-- before
CREATE TABLE orgs (id integer PRIMARY KEY, slug text NOT NULL UNIQUE);
CREATE TABLE units (id integer PRIMARY KEY, org_id integer NOT NULL REFERENCES orgs, parent_id integer REFERENCES units);
CREATE TABLE staff (id integer PRIMARY KEY, unit_id integer REFERENCES units, org_slug text REFERENCES orgs (slug));
-- rows
INSERT INTO orgs VALUES (1, 'acme');
INSERT INTO units VALUES (1, 1, NULL), (2, 1, 1);
INSERT INTO staff VALUES (1, 2, 'acme');
-- after
CREATE TABLE orgs (id integer NOT NULL, slug text PRIMARY KEY, UNIQUE (id));
CREATE TABLE units (id integer NOT NULL, org_id integer NOT NULL REFERENCES orgs (id) ON DELETE CASCADE, parent_id integer, PRIMARY KEY (org_id, id), UNIQUE (id), FOREIGN KEY (org_id, parent_id) REFERENCES units);
CREATE TABLE staff (id integer PRIMARY KEY, unit_id integer REFERENCES units (id), org_slug text REFERENCES orgs);
-- keeps
SELECT id, slug FROM orgs ORDER BY 1;
SELECT id, org_id, parent_id FROM units ORDER BY 1;
SELECT id, unit_id, org_slug FROM staff ORDER BY 1;
