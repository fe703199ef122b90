-- pair: columns of many built-in types appear
-- before
CREATE TABLE v (id integer PRIMARY KEY);
-- rows
INSERT INTO v VALUES (1);
-- after
CREATE TABLE v (id integer PRIMARY KEY, a bit(4), b bit varying(8), c interval day to second(3), d time(2) with time zone, e timestamp(3), f numeric(12,0), g character(5), h "char", i bytea DEFAULT '\x00ff', j jsonb DEFAULT '{"a": [1, 2]}', k uuid, l inet DEFAULT '10.0.0.1/8', m point, n tsvector, o int4range DEFAULT '[1,5)', p double precision DEFAULT 1.5e3, q real, r smallint, s xml, t money, u tstzmultirange, w interval year to month DEFAULT '1 year 2 mons', x oid, y regclass, z name);
-- keeps
SELECT id FROM v ORDER BY 1;
