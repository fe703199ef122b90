-- pair: an exclusion constraint over ranges appears
-- before
CREATE TABLE booking (id integer PRIMARY KEY, during int4range NOT NULL);
-- rows
INSERT INTO booking VALUES (1, '[1,5)'), (2, '[5,9)');
-- after
CREATE TABLE booking (id integer PRIMARY KEY, during int4range NOT NULL, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&));
-- keeps
SELECT id, during FROM booking ORDER BY 1;
