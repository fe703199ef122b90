-- pair: a trigger calls another function, the old function goes
-- before
CREATE TABLE m (id integer PRIMARY KEY);
CREATE FUNCTION one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER t BEFORE INSERT ON m FOR EACH ROW EXECUTE FUNCTION one();
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE TABLE m (id integer PRIMARY KEY);
CREATE FUNCTION two() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER t BEFORE INSERT ON m FOR EACH ROW EXECUTE FUNCTION two();
-- keeps
SELECT id FROM m ORDER BY 1;
