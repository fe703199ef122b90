-- pair: a range partition goes
-- before
CREATE TABLE log (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE log_old PARTITION OF log FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE log_new PARTITION OF log FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
CREATE INDEX log_id ON log (id);
-- rows
INSERT INTO log VALUES (1, '2023-05-05'), (3, '2024-05-05');
-- after
CREATE TABLE log (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE log_old PARTITION OF log FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE INDEX log_id ON log (id);
-- keeps
SELECT id, at FROM log WHERE id < 3 ORDER BY 1;
