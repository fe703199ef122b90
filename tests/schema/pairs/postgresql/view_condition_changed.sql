-- pair: only the condition of a view changes, with a trigger and a grant on it
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE VIEW v AS SELECT id, n FROM m WHERE n > 1;
GRANT SELECT ON v TO PUBLIC;
CREATE FUNCTION v_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO m VALUES (NEW.id, NEW.n); RETURN NEW; END $$;
CREATE TRIGGER v_insert INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION v_insert();
-- rows
INSERT INTO m VALUES (1, 5), (2, 9);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE VIEW v AS SELECT id, n FROM m WHERE n > 2 AND id > 0;
GRANT SELECT ON v TO PUBLIC;
CREATE FUNCTION v_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO m VALUES (NEW.id, NEW.n); RETURN NEW; END $$;
CREATE TRIGGER v_insert INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION v_insert();
-- keeps
SELECT id, n FROM v ORDER BY 1;
