-- pair: an exclusion constraint gets a condition and becomes deferrable
-- before
CREATE TABLE booking (id integer PRIMARY KEY, active boolean, during int4range NOT NULL, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&));
-- rows
INSERT INTO booking VALUES (1, true, '[1,5)'), (2, true, '[5,9)');
-- after
CREATE TABLE booking (id integer PRIMARY KEY, active boolean, during int4range NOT NULL, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (active) DEFERRABLE);
-- keeps
SELECT id, active, during FROM booking ORDER BY 1;
