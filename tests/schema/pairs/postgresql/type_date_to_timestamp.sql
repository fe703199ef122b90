-- pair: date becomes timestamp, its precision changes elsewhere
-- before
CREATE TABLE m (id integer PRIMARY KEY, d date, t timestamp(0));
-- rows
INSERT INTO m VALUES (1, '2024-06-01', '2024-06-01 10:00:00');
-- after
CREATE TABLE m (id integer PRIMARY KEY, d timestamp, t timestamp(6));
-- keeps
SELECT id, to_char(d, 'YYYY-MM-DD'), to_char(t, 'YYYY-MM-DD HH24:MI:SS') FROM m ORDER BY 1;
