-- pair: one storage parameter changes, one goes, one comes
-- before
CREATE TABLE hot (id integer PRIMARY KEY, n text) WITH (fillfactor = 70, autovacuum_enabled = false);
CREATE INDEX hot_n_idx ON hot (n) WITH (fillfactor = 80);
-- rows
INSERT INTO hot VALUES (1, 'x');
-- after
CREATE TABLE hot (id integer PRIMARY KEY, n text) WITH (fillfactor = 90, autovacuum_analyze_threshold = 500);
CREATE INDEX hot_n_idx ON hot (n) WITH (fillfactor = 60);
-- keeps
SELECT id, n FROM hot ORDER BY 1;
