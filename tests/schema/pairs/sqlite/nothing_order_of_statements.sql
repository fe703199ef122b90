-- pair: nothing but the order of the statements
-- before
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a(id));
CREATE INDEX b_a ON b(a_id);
CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT);
CREATE VIEW v AS SELECT a.v, b.id FROM a JOIN b ON b.a_id = a.id;
CREATE INDEX a_v ON a(v);
-- rows
INSERT INTO a VALUES (1, 'x');
INSERT INTO b VALUES (1, 1);
-- after
CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT);
CREATE INDEX a_v ON a(v);
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a(id));
CREATE VIEW v AS SELECT a.v, b.id FROM a JOIN b ON b.a_id = a.id;
CREATE INDEX b_a ON b(a_id);
-- keeps
SELECT id, v FROM a ORDER BY id;
SELECT id, a_id FROM b ORDER BY id;
