-- pair: a STORED generated column is added in the middle
-- before
CREATE TABLE boxes (id INTEGER PRIMARY KEY, w REAL, h REAL);
-- rows
INSERT INTO boxes VALUES (1, 1.5, 2.5), (2, 3.25, NULL);
-- after
CREATE TABLE boxes (id INTEGER PRIMARY KEY, w REAL, area REAL AS (w * h) STORED, h REAL);
-- keeps
SELECT id, w, h FROM boxes ORDER BY id;
