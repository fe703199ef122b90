-- pair: security barrier, security invoker and check option of views change
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE VIEW a AS SELECT id, n FROM m WHERE n > 0;
CREATE VIEW b WITH (security_barrier) AS SELECT id, n FROM m WHERE n > 0;
CREATE VIEW c AS SELECT id, n FROM m WHERE n > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW d AS SELECT id, n FROM a WHERE n < 100 WITH CASCADED CHECK OPTION;
-- rows
INSERT INTO m VALUES (1, 5), (2, 9);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE VIEW a WITH (security_barrier = true, security_invoker = true) AS SELECT id, n FROM m WHERE n > 0;
CREATE VIEW b AS SELECT id, n FROM m WHERE n > 0;
CREATE VIEW c AS SELECT id, n FROM m WHERE n > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW d AS SELECT id, n FROM a WHERE n < 100;
-- keeps
SELECT id, n FROM d ORDER BY 1;
SELECT id, n FROM c ORDER BY 1;
