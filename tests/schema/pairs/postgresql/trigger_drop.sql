-- pair: a row trigger and its function go
-- before
CREATE TABLE m (id integer PRIMARY KEY, changed timestamptz);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := now(); RETURN NEW; END; $$;
CREATE TRIGGER m_touch BEFORE INSERT OR UPDATE ON m FOR EACH ROW EXECUTE FUNCTION touch();
-- rows
INSERT INTO m VALUES (1, NULL);
-- after
CREATE TABLE m (id integer PRIMARY KEY, changed timestamptz);
-- keeps
SELECT id FROM m ORDER BY 1;
