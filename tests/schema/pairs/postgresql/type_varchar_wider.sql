-- pair: a varchar column grows
-- before
CREATE TABLE m (id integer PRIMARY KEY, s varchar(20) DEFAULT 'none', UNIQUE (s));
-- rows
INSERT INTO m VALUES (1, 'abc'), (2, 'def');
-- after
CREATE TABLE m (id integer PRIMARY KEY, s varchar(80) DEFAULT 'none', UNIQUE (s));
-- keeps
SELECT id, s FROM m ORDER BY 1;
