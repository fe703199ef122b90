-- pair: a table partitioned by hash gets a column, an index and a check
-- before
CREATE TABLE h (id integer NOT NULL, n integer) PARTITION BY HASH (id);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
-- rows
INSERT INTO h SELECT i, i FROM generate_series(1, 10) i;
-- after
CREATE TABLE h (id integer NOT NULL, n integer, extra text DEFAULT 'e', CHECK (n > 0)) PARTITION BY HASH (id);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX h_n ON h (n);
-- keeps
SELECT id, n FROM h ORDER BY 1;
