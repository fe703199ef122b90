-- pair: an event trigger changes its event, another is disabled
-- before
CREATE TABLE m (id integer PRIMARY KEY);
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER watch ON ddl_command_start EXECUTE FUNCTION on_ddl();
CREATE EVENT TRIGGER drops ON sql_drop EXECUTE FUNCTION on_ddl();
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE TABLE m (id integer PRIMARY KEY);
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION on_ddl();
CREATE EVENT TRIGGER drops ON sql_drop EXECUTE FUNCTION on_ddl();
ALTER EVENT TRIGGER drops DISABLE;
-- keeps
SELECT id FROM m ORDER BY 1;
