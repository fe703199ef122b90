-- pair: a table partitioned by range goes with its partitions
-- before
CREATE TABLE m (id integer PRIMARY KEY);
CREATE TABLE log (id bigint NOT NULL, at date NOT NULL, body text DEFAULT 'x', PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE log_2023 PARTITION OF log FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE log_rest PARTITION OF log DEFAULT;
CREATE INDEX log_body ON log (body);
-- rows
INSERT INTO m VALUES (1);
INSERT INTO log VALUES (1, '2023-05-05', 'a'), (2, '2024-05-05', 'b'), (3, '2030-01-01', 'c');
-- after
CREATE TABLE m (id integer PRIMARY KEY);
-- keeps
SELECT id FROM m ORDER BY 1;
