-- pair: a VIRTUAL generated column is added
-- before
CREATE TABLE boxes (id INTEGER PRIMARY KEY, w REAL, h REAL);
-- rows
INSERT INTO boxes VALUES (1, 1.5, 2.5), (2, 3.25, NULL);
-- after
CREATE TABLE boxes (id INTEGER PRIMARY KEY, w REAL, h REAL, area REAL GENERATED ALWAYS AS (w * h) VIRTUAL);
-- keeps
SELECT id, w, h FROM boxes ORDER BY id;
