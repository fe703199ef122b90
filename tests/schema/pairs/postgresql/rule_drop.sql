-- pair: rules go from a table and a view
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE TABLE log (id integer);
CREATE VIEW v AS SELECT id, n FROM m;
CREATE RULE m_log AS ON UPDATE TO m DO ALSO INSERT INTO log VALUES (NEW.id);
CREATE RULE v_insert AS ON INSERT TO v DO INSTEAD INSERT INTO m (id, n) VALUES (NEW.id, NEW.n);
-- rows
INSERT INTO m VALUES (1, 2);
INSERT INTO log VALUES (9);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE TABLE log (id integer);
CREATE VIEW v AS SELECT id, n FROM m;
-- keeps
SELECT id, n FROM v ORDER BY 1;
SELECT id FROM log ORDER BY 1;
