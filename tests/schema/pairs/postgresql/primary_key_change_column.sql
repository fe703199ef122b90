-- pair: the primary key moves to another column
-- before
CREATE TABLE m (id integer NOT NULL, code text NOT NULL, CONSTRAINT m_pkey PRIMARY KEY (id));
-- rows
INSERT INTO m VALUES (1, 'a'), (2, 'b');
-- after
CREATE TABLE m (id integer NOT NULL, code text NOT NULL, CONSTRAINT m_pkey PRIMARY KEY (code));
-- keeps
SELECT id, code FROM m ORDER BY 1;
