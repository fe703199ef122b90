-- pair: booking: exclusion, generated range, check function and a trigger condition change
-- before
CREATE TABLE rooms (id integer PRIMARY KEY, name text NOT NULL, seats integer);
CREATE TABLE events (id integer PRIMARY KEY, room_id integer NOT NULL REFERENCES rooms, starts integer NOT NULL, ends integer NOT NULL, CONSTRAINT in_order CHECK (starts < ends));
CREATE INDEX events_room ON events (room_id, starts);
CREATE VIEW agenda AS SELECT e.id, r.name, e.starts, e.ends FROM events e JOIN rooms r ON r.id = e.room_id;
-- rows
INSERT INTO rooms VALUES (1, 'big', 10);
INSERT INTO events VALUES (1, 1, 8, 10), (2, 1, 10, 12);
-- after
CREATE FUNCTION good_hour(h integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT h BETWEEN 0 AND 24';
CREATE TABLE rooms (id integer PRIMARY KEY, name varchar(50) NOT NULL UNIQUE, seats integer NOT NULL DEFAULT 1);
CREATE TABLE events (id integer PRIMARY KEY, room_id integer NOT NULL REFERENCES rooms ON UPDATE CASCADE, starts integer NOT NULL, ends integer NOT NULL, during int4range GENERATED ALWAYS AS (int4range(starts, ends)) STORED, CONSTRAINT in_order CHECK (starts <= ends AND good_hour(starts) AND good_hour(ends)), CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&));
CREATE VIEW agenda AS SELECT e.id, r.name, e.starts, e.ends, e.during FROM events e JOIN rooms r ON r.id = e.room_id;
-- keeps
SELECT id, name::text, starts, ends FROM agenda ORDER BY 1;
SELECT id, seats FROM rooms ORDER BY 1;
