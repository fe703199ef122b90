-- pair: type, default and nullability of one column change together
-- before
CREATE TABLE m (id integer PRIMARY KEY, level text DEFAULT '1');
-- rows
INSERT INTO m VALUES (1, '3'), (2, '4');
-- after
CREATE TABLE m (id integer PRIMARY KEY, level smallint NOT NULL DEFAULT 2);
-- keeps
SELECT id, level::text FROM m ORDER BY 1;
