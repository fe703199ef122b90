-- pair: the parent of an ON DELETE CASCADE key is rebuilt, the child rows must survive
-- before
CREATE TABLE p (id INTEGER PRIMARY KEY, v INTEGER);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER NOT NULL REFERENCES p(id) ON DELETE CASCADE, w TEXT);
-- rows
INSERT INTO p VALUES (1, 11), (2, 22);
INSERT INTO c VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z');
-- after
CREATE TABLE p (id INTEGER PRIMARY KEY, v TEXT CHECK (v <> ''));
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER NOT NULL REFERENCES p(id) ON DELETE CASCADE, w TEXT);
-- keeps
SELECT id, CAST(v AS TEXT) FROM p ORDER BY id;
SELECT id, p_id, w FROM c ORDER BY id;
SELECT c.id, CAST(p.v AS TEXT) FROM c JOIN p ON p.id = c.p_id ORDER BY c.id;
