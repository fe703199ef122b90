-- pair: integer becomes boolean, with a default of its own
-- before
CREATE TABLE m (id integer PRIMARY KEY, flag integer NOT NULL DEFAULT 0);
-- rows
INSERT INTO m VALUES (1, 0), (2, 1);
-- after
CREATE TABLE m (id integer PRIMARY KEY, flag boolean NOT NULL DEFAULT false);
-- keeps
SELECT id, flag::int FROM m ORDER BY 1;
