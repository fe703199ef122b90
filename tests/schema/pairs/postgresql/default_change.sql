-- pair: defaults change
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text DEFAULT 'x', b integer DEFAULT 1, c date DEFAULT CURRENT_DATE);
-- rows
INSERT INTO m VALUES (1, 'x', 5, '2024-01-01');
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text DEFAULT E'tab\there', b integer DEFAULT -1, c date DEFAULT '2020-02-29');
-- keeps
SELECT id, a, b, c FROM m ORDER BY 1;
