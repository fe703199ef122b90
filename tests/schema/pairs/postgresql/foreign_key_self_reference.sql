-- pair: a table's reference to itself changes with its key's type
-- before
CREATE TABLE tree (id integer PRIMARY KEY, parent_id integer REFERENCES tree (id));
-- rows
INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2);
-- after
CREATE TABLE tree (id bigint PRIMARY KEY, parent_id bigint REFERENCES tree (id) ON DELETE CASCADE);
-- keeps
SELECT id::text, parent_id::text FROM tree ORDER BY 1;
