-- pair: a partition goes on by itself, with a sequence and a key of its own, when the whole becomes a plain table
-- before
CREATE TABLE parcel (id serial, depot text, note text, UNIQUE (depot, id)) PARTITION BY LIST (depot);
CREATE INDEX parcel_note ON parcel (note);
CREATE TABLE parcel_north PARTITION OF parcel FOR VALUES IN ('north');
-- rows
INSERT INTO parcel (depot, note) VALUES ('north', 'fragile'), ('north', 'heavy');
-- after
CREATE TABLE parcel (id serial, depot text, note text, UNIQUE (depot, id));
CREATE INDEX parcel_north_note_idx ON parcel (note);
CREATE TABLE parcel_north (id serial, depot text, note text, UNIQUE (depot, id));
-- keeps
SELECT id, note FROM parcel_north ORDER BY 1;
