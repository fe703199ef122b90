-- pair: two schemas with the same tables change apart, a shared type and function change for both
-- before
CREATE SCHEMA shared;
CREATE SCHEMA tenant_a;
CREATE SCHEMA tenant_b;
CREATE TYPE shared.kind AS ENUM ('x', 'y');
CREATE FUNCTION shared.label(k shared.kind) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT k::text';
CREATE TABLE tenant_a.docs (id integer PRIMARY KEY, kind shared.kind NOT NULL, body text);
CREATE TABLE tenant_b.docs (id integer PRIMARY KEY, kind shared.kind NOT NULL, body text);
CREATE VIEW tenant_a.labels AS SELECT id, shared.label(kind) AS label FROM tenant_a.docs;
CREATE VIEW tenant_b.labels AS SELECT id, shared.label(kind) AS label FROM tenant_b.docs;
-- rows
INSERT INTO tenant_a.docs VALUES (1, 'x', 'a');
INSERT INTO tenant_b.docs VALUES (2, 'x', 'b');
-- after
CREATE SCHEMA shared;
CREATE SCHEMA tenant_a;
CREATE SCHEMA tenant_b;
CREATE TYPE shared.kind AS ENUM ('x', 'z');
CREATE FUNCTION shared.label(kind shared.kind) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT coalesce(kind::text, '?')$$;
CREATE TABLE tenant_a.docs (id bigint PRIMARY KEY, kind shared.kind NOT NULL, body text);
CREATE TABLE tenant_b.docs (id integer PRIMARY KEY, kind shared.kind NOT NULL DEFAULT 'x', body text NOT NULL);
CREATE VIEW tenant_a.labels AS SELECT id, shared.label(kind) AS label FROM tenant_a.docs;
CREATE VIEW tenant_b.labels AS SELECT id, shared.label(kind) AS label, body FROM tenant_b.docs;
-- keeps
SELECT id::text, label FROM tenant_a.labels ORDER BY 1;
SELECT id, label FROM tenant_b.labels ORDER BY 1;
