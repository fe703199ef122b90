-- pair: privileges are granted to PUBLIC on tables, columns, sequences and schemas
-- before
CREATE SCHEMA s;
CREATE TABLE s.m (id serial PRIMARY KEY, a text, b text);
CREATE VIEW s.v AS SELECT id FROM s.m;
-- rows
INSERT INTO s.m (a, b) VALUES ('x', 'y');
-- after
CREATE SCHEMA s;
CREATE TABLE s.m (id serial PRIMARY KEY, a text, b text);
CREATE VIEW s.v AS SELECT id FROM s.m;
GRANT USAGE ON SCHEMA s TO PUBLIC;
GRANT SELECT, INSERT ON s.m TO PUBLIC;
GRANT UPDATE (a), REFERENCES (id) ON s.m TO PUBLIC;
GRANT SELECT ON s.v TO PUBLIC;
GRANT USAGE, SELECT ON SEQUENCE s.m_id_seq TO PUBLIC;
-- keeps
SELECT id, a, b FROM s.m ORDER BY 1;
