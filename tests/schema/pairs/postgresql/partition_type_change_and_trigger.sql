-- pair: a column of a partitioned table changes type, with an index and a trigger on all of it
-- before
CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE e (id integer NOT NULL, n integer) PARTITION BY RANGE (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES FROM (0) TO (10);
CREATE INDEX e_n ON e (n);
CREATE TRIGGER t AFTER INSERT ON e FOR EACH ROW EXECUTE FUNCTION noop();
-- rows
INSERT INTO e VALUES (1, 1), (2, 5);
-- after
CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE e (id integer NOT NULL, n bigint NOT NULL DEFAULT 0) PARTITION BY RANGE (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES FROM (0) TO (10);
CREATE INDEX e_n ON e (n);
CREATE TRIGGER t AFTER INSERT OR UPDATE ON e FOR EACH ROW EXECUTE FUNCTION noop();
-- keeps
SELECT id, n::text FROM e ORDER BY 1;
