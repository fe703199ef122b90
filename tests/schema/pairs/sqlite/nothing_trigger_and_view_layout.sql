-- pair: nothing but layout and comments in triggers and views
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER DEFAULT 0);
CREATE TRIGGER tr AFTER UPDATE OF a ON t FOR EACH ROW BEGIN UPDATE t SET n=n+1 WHERE id=new.id; SELECT 'a  b'; END;
CREATE VIEW v AS SELECT id, CASE WHEN n > 0 THEN 'many' ELSE 'none' END AS how FROM t;
-- rows
INSERT INTO t (id, a) VALUES (1, 'p'), (2, 'q');
UPDATE t SET a = 'pp' WHERE id = 1;
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER DEFAULT 0);
CREATE TRIGGER tr
  AFTER UPDATE OF a ON t
  FOR EACH ROW
BEGIN
  -- count the changes; they are few
  UPDATE t SET n = n + 1 WHERE id = new.id;
  SELECT 'a  b'; /* no use */
END;
CREATE VIEW v AS
  SELECT id,
         CASE WHEN n > 0 THEN 'many' ELSE 'none' END AS how -- in words
  FROM t;
-- keeps
SELECT id, a, n FROM t ORDER BY id;
SELECT id, how FROM v ORDER BY id;
