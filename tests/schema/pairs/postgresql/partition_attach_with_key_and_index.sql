-- pair: a table with its own primary key and index is attached
-- before
CREATE TABLE log (id bigint NOT NULL, at date NOT NULL, CONSTRAINT log_pkey PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX log_at_idx ON log (at);
CREATE TABLE log_a PARTITION OF log FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE log_b (id bigint NOT NULL, at date NOT NULL, CONSTRAINT log_b_pkey PRIMARY KEY (id, at));
CREATE INDEX log_b_at_idx ON log_b (at);
-- rows
INSERT INTO log_a VALUES (1, '2023-02-02');
INSERT INTO log_b VALUES (2, '2024-02-02');
-- after
CREATE TABLE log (id bigint NOT NULL, at date NOT NULL, CONSTRAINT log_pkey PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX log_at_idx ON log (at);
CREATE TABLE log_a PARTITION OF log FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE log_b PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- keeps
SELECT id, at FROM log_a ORDER BY 1;
SELECT id, at FROM log_b ORDER BY 1;
