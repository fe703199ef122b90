-- pair: fillfactor and autovacuum options go
-- before
CREATE TABLE hot (id integer PRIMARY KEY, n integer NOT NULL) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_enabled = false);
-- rows
INSERT INTO hot VALUES (1, 10);
-- after
CREATE TABLE hot (id integer PRIMARY KEY, n integer NOT NULL);
-- keeps
SELECT id, n FROM hot ORDER BY 1;
