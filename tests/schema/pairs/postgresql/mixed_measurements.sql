-- pair: partitions come and go, the key grows, an aggregate and a view over the parts change
-- before
CREATE TABLE sensors (id integer PRIMARY KEY, name text);
CREATE TABLE readings (sensor_id integer NOT NULL REFERENCES sensors, at date NOT NULL, v real NOT NULL, PRIMARY KEY (sensor_id, at)) PARTITION BY RANGE (at);
CREATE TABLE readings_2022 PARTITION OF readings FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE TABLE readings_2023 PARTITION OF readings FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE INDEX readings_v ON readings (v);
CREATE VIEW averages AS SELECT sensor_id, count(*) AS c FROM readings WHERE at >= '2023-01-01' GROUP BY sensor_id;
-- rows
INSERT INTO sensors VALUES (1, 'roof');
INSERT INTO readings VALUES (1, '2022-05-05', 1.5), (1, '2023-05-05', 2.5);
-- after
CREATE TABLE sensors (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE readings (sensor_id bigint NOT NULL REFERENCES sensors, at date NOT NULL, v double precision NOT NULL, unit text DEFAULT 'C', PRIMARY KEY (sensor_id, at)) PARTITION BY RANGE (at);
CREATE TABLE readings_2023 PARTITION OF readings FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE readings_2024 PARTITION OF readings FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX readings_v ON readings (v DESC);
CREATE VIEW averages AS SELECT sensor_id, count(*) AS c FROM readings WHERE at >= '2023-01-01' GROUP BY sensor_id;
-- keeps
SELECT sensor_id::text, c FROM averages ORDER BY 1;
SELECT sensor_id::text, at, v::text FROM readings_2023 ORDER BY 1;
