-- pair: triggers move between tables, a rule becomes a trigger, a function serves both
-- before
CREATE TABLE a (id integer PRIMARY KEY, n integer);
CREATE TABLE b (id integer PRIMARY KEY, n integer);
CREATE TABLE log (what text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
CREATE TRIGGER note AFTER DELETE ON a FOR EACH ROW EXECUTE FUNCTION note();
CREATE RULE note AS ON DELETE TO b DO ALSO INSERT INTO log VALUES ('b');
-- rows
INSERT INTO a VALUES (1, 1);
INSERT INTO b VALUES (2, 2);
INSERT INTO log VALUES ('start');
-- after
CREATE TABLE a (id integer PRIMARY KEY, n integer);
CREATE TABLE b (id integer PRIMARY KEY, n bigint);
CREATE TABLE log (what text, at timestamptz DEFAULT now());
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log (what) VALUES (TG_TABLE_NAME || TG_OP); RETURN NULL; END $$;
CREATE TRIGGER note AFTER DELETE ON b FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER note_all AFTER TRUNCATE ON b FOR EACH STATEMENT EXECUTE FUNCTION note();
-- keeps
SELECT id, n::text FROM b ORDER BY 1;
SELECT what FROM log ORDER BY 1;
