-- pair: a primary key is renamed that a view's GROUP BY relies on
-- before
CREATE TABLE m (id integer, name text, CONSTRAINT m_pkey PRIMARY KEY (id));
CREATE TABLE d (m_id integer, n integer);
CREATE VIEW sums AS SELECT m.id, m.name, sum(d.n) AS total FROM m JOIN d ON d.m_id = m.id GROUP BY m.id;
-- rows
INSERT INTO m VALUES (1, 'x');
INSERT INTO d VALUES (1, 4), (1, 5);
-- after
CREATE TABLE m (id integer, name text, CONSTRAINT m_pk PRIMARY KEY (id) DEFERRABLE);
CREATE TABLE d (m_id integer, n integer);
CREATE VIEW sums AS SELECT m.id, m.name, sum(d.n) AS total FROM m JOIN d ON d.m_id = m.id GROUP BY m.id, m.name;
-- keeps
SELECT id, name, total FROM sums ORDER BY 1;
