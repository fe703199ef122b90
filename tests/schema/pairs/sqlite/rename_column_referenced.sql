-- pair: the column that a foreign key of another table refers to is renamed
-- options: --rename p.code:p.ref
-- before
CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE, v TEXT);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_code TEXT REFERENCES p(code) ON UPDATE CASCADE);
-- rows
INSERT INTO p VALUES (1, 'a', 'x'), (2, 'b', 'y');
INSERT INTO c VALUES (1, 'a'), (2, 'b'), (3, NULL);
-- after
CREATE TABLE p (id INTEGER PRIMARY KEY, ref TEXT UNIQUE, v TEXT);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_code TEXT REFERENCES p(ref) ON UPDATE CASCADE);
-- keeps
SELECT id, v FROM p ORDER BY id;
SELECT id, p_code FROM c ORDER BY id;
