-- pair: one object of every kind goes, the database is empty then
-- before
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('new', 'done');
CREATE DOMAIN app.label AS text CHECK (length(VALUE) < 50);
CREATE TYPE app.point2 AS (x integer, y integer);
CREATE TYPE app.span AS RANGE (SUBTYPE = integer);
CREATE SEQUENCE app.numbers START WITH 100;
CREATE FUNCTION app.next_label() RETURNS text LANGUAGE sql AS $$SELECT 'n' || nextval('app.numbers')$$;
CREATE TABLE app.users (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, label app.label NOT NULL DEFAULT app.next_label(), state app.state DEFAULT 'new', place app.point2, active app.span);
CREATE TABLE app.orders (id serial PRIMARY KEY, user_id integer REFERENCES app.users ON DELETE CASCADE, n integer CHECK (n > 0), twice integer GENERATED ALWAYS AS (n * 2) STORED);
CREATE INDEX orders_user ON app.orders (user_id) WHERE n > 1;
CREATE VIEW app.user_orders AS SELECT u.id, u.label, count(o.id) AS orders FROM app.users u LEFT JOIN app.orders o ON o.user_id = u.id GROUP BY u.id;
CREATE MATERIALIZED VIEW app.totals AS SELECT user_id, sum(n) AS n FROM app.orders GROUP BY user_id;
CREATE UNIQUE INDEX totals_user ON app.totals (user_id);
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE PROCEDURE app.clean() LANGUAGE sql AS 'DELETE FROM app.orders';
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON app.users USING (true);
CREATE RULE no_delete AS ON DELETE TO app.users DO INSTEAD NOTHING;
CREATE STATISTICS app.st ON user_id, n FROM app.orders;
CREATE TABLE app.log (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE app.log_all PARTITION OF app.log DEFAULT;
CREATE TABLE app.vip (since date) INHERITS (app.users);
GRANT USAGE ON SCHEMA app TO PUBLIC;
GRANT SELECT ON app.user_orders TO PUBLIC;
COMMENT ON TABLE app.users IS 'who';
CREATE FUNCTION app.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER app_watch ON ddl_command_end EXECUTE FUNCTION app.on_ddl();
-- rows
INSERT INTO app.users (state) VALUES ('new'), ('done');
INSERT INTO app.orders (user_id, n) VALUES (1, 3);
INSERT INTO app.log VALUES (1, '2024-01-01');
INSERT INTO app.vip (id, since) VALUES (9, '2024-01-01');
-- after
-- keeps
