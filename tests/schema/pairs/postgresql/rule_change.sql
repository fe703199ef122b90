-- pair: a rule changes its condition and one is disabled
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE RULE keep AS ON DELETE TO m WHERE OLD.n > 1 DO INSTEAD NOTHING;
CREATE RULE note AS ON UPDATE TO m DO ALSO (NOTIFY changed; SELECT 1);
-- rows
INSERT INTO m VALUES (1, 2);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE RULE keep AS ON DELETE TO m WHERE OLD.n > 5 DO INSTEAD NOTHING;
CREATE RULE note AS ON UPDATE TO m DO ALSO (NOTIFY changed; SELECT 1);
ALTER TABLE m DISABLE RULE note;
-- keeps
SELECT id, n FROM m ORDER BY 1;
