-- pair: the lowest of three stacked views changes, the upper ones use its new column
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER);
CREATE VIEW z_low AS SELECT id, a FROM t;
CREATE VIEW m_mid AS SELECT id, a FROM z_low WHERE id > 0;
CREATE VIEW a_top AS SELECT id FROM m_mid;
-- rows
INSERT INTO t VALUES (1, 'x', 5), (2, 'y', 6);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER);
CREATE VIEW z_low AS SELECT id, a, n FROM t;
CREATE VIEW m_mid AS SELECT id, a, n FROM z_low WHERE id > 0;
CREATE VIEW a_top AS SELECT id, n FROM m_mid;
-- keeps
SELECT id, a, n FROM t ORDER BY id;
SELECT id FROM a_top ORDER BY id;
