-- pair: a column changes type that a trigger's column list and condition name
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER t BEFORE UPDATE OF n ON m FOR EACH ROW WHEN (NEW.n > 10) EXECUTE FUNCTION noop();
ALTER TABLE m DISABLE TRIGGER t;
COMMENT ON TRIGGER t ON m IS 'big ones';
-- rows
INSERT INTO m VALUES (1, 20);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n bigint);
CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER t BEFORE UPDATE OF n ON m FOR EACH ROW WHEN (NEW.n > 10) EXECUTE FUNCTION noop();
ALTER TABLE m DISABLE TRIGGER t;
COMMENT ON TRIGGER t ON m IS 'big ones';
-- keeps
SELECT id, n::text FROM m ORDER BY 1;
