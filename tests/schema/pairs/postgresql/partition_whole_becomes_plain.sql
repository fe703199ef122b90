-- pair: a partitioned table with a serial column becomes a plain one, in a circle of foreign keys, and its partition goes
-- before
CREATE TABLE parcel (id serial, depot text, note text, UNIQUE (depot, id)) PARTITION BY LIST (depot);
CREATE INDEX parcel_note ON parcel (note);
CREATE TABLE parcel_north PARTITION OF parcel FOR VALUES IN ('north');
CREATE TABLE van (depot text, parcel integer) PARTITION BY LIST (depot);
CREATE TABLE van_north PARTITION OF van FOR VALUES IN ('north');
CREATE UNIQUE INDEX van_depot ON van (depot, parcel);
ALTER TABLE van ADD CONSTRAINT carries FOREIGN KEY (depot, parcel) REFERENCES parcel (depot, id);
ALTER TABLE parcel ADD CONSTRAINT carried FOREIGN KEY (depot, id) REFERENCES van (depot, parcel);
-- after
CREATE TABLE parcel (id serial, depot text, note text, UNIQUE (depot, id));
CREATE INDEX parcel_note ON parcel (note);
CREATE TABLE van (depot text, parcel integer);
CREATE UNIQUE INDEX van_depot ON van (depot, parcel);
ALTER TABLE van ADD CONSTRAINT carries FOREIGN KEY (depot, parcel) REFERENCES parcel (depot, id);
ALTER TABLE parcel ADD CONSTRAINT carried FOREIGN KEY (depot, id) REFERENCES van (depot, parcel);
