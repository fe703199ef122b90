-- pair: a generated column changes its expression under a view
-- before
CREATE TABLE boxes (id integer PRIMARY KEY, w integer NOT NULL, h integer NOT NULL, area integer GENERATED ALWAYS AS (w * h) STORED);
CREATE VIEW big_boxes AS SELECT id, area FROM boxes WHERE area > 10;
-- rows
INSERT INTO boxes (id, w, h) VALUES (1, 4, 5), (2, 1, 2);
-- after
CREATE TABLE boxes (id integer PRIMARY KEY, w integer NOT NULL, h integer NOT NULL, area integer GENERATED ALWAYS AS (w * h + 1) STORED);
CREATE VIEW big_boxes AS SELECT id, area FROM boxes WHERE area > 10;
-- keeps
SELECT id, w, h FROM boxes ORDER BY 1;
SELECT id FROM big_boxes ORDER BY 1;
