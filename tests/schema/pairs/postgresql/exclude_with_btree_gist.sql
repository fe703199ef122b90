-- pair: an exclusion constraint over a room and a range appears with its extension
-- needs: contrib
-- before
CREATE TABLE booking (id integer PRIMARY KEY, room integer, during tsrange NOT NULL);
-- rows
INSERT INTO booking VALUES (1, 1, '[2024-01-01,2024-01-05)'), (2, 2, '[2024-01-01,2024-01-05)');
-- after
CREATE EXTENSION btree_gist;
CREATE TABLE booking (id integer PRIMARY KEY, room integer, during tsrange NOT NULL, CONSTRAINT one_guest EXCLUDE USING gist (room WITH =, during WITH &&));
-- keeps
SELECT id, room, during FROM booking ORDER BY 1;
