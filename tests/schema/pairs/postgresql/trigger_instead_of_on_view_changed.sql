-- pair: a view with an INSTEAD OF trigger and a rule-like default changes its columns
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE VIEW v AS SELECT id, n FROM m;
CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO m (id, n) VALUES (NEW.id, NEW.n); RETURN NEW; END $$;
CREATE TRIGGER put INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION put();
-- rows
INSERT INTO m VALUES (1, 5);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n numeric);
CREATE VIEW v AS SELECT n, id FROM m;
CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO m (id, n) VALUES (NEW.id, NEW.n); RETURN NEW; END $$;
CREATE TRIGGER put INSTEAD OF INSERT OR UPDATE ON v FOR EACH ROW EXECUTE FUNCTION put();
-- keeps
SELECT id, n::text FROM v ORDER BY 1;
