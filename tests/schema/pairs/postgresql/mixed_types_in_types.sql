-- pair: an enum in a composite in a domain-checked table; all three change
-- before
CREATE TYPE unit AS ENUM ('kg', 'g');
CREATE TYPE weight AS (amount numeric, u unit);
CREATE DOMAIN name AS varchar(20);
CREATE TABLE parcels (id integer PRIMARY KEY, label public.name, u unit DEFAULT 'kg');
CREATE FUNCTION grams(w weight) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$SELECT CASE WHEN (w).u = 'kg' THEN (w).amount * 1000 ELSE (w).amount END$$;
CREATE FUNCTION all_parcels() RETURNS SETOF parcels LANGUAGE sql STABLE AS 'SELECT * FROM parcels';
-- rows
INSERT INTO parcels VALUES (1, 'a', 'kg'), (2, 'b', 'g');
-- after
CREATE TYPE unit AS ENUM ('t', 'kg', 'g');
CREATE TYPE weight AS (amount numeric(10,3), u unit, exact boolean);
CREATE DOMAIN name AS varchar(20) CHECK (VALUE <> '');
CREATE TABLE parcels (id integer PRIMARY KEY, label public.name NOT NULL, u unit DEFAULT 'g', CHECK (id > 0));
CREATE FUNCTION grams(w weight) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$SELECT CASE (w).u WHEN 'kg' THEN (w).amount * 1000 ELSE (w).amount END$$;
CREATE FUNCTION all_parcels() RETURNS SETOF parcels LANGUAGE sql STABLE AS 'SELECT * FROM parcels ORDER BY id';
-- keeps
SELECT id, label::text, u::text FROM parcels ORDER BY 1;
SELECT id, u::text FROM all_parcels() ORDER BY 1;
