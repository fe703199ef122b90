-- pair: a partitioned table that a foreign key refers to moves to another schema
-- before
CREATE TABLE parcel (id serial, depot text NOT NULL, note text, PRIMARY KEY (depot, id)) PARTITION BY LIST (depot);
CREATE TABLE parcel_north PARTITION OF parcel (note NOT NULL) FOR VALUES IN ('north');
CREATE INDEX parcel_north_note ON parcel_north (note);
CREATE TABLE van (id integer PRIMARY KEY, depot text, parcel integer, FOREIGN KEY (depot, parcel) REFERENCES parcel);
-- after
CREATE SCHEMA post;
CREATE TABLE post.parcel (id bigserial, depot text NOT NULL, note text, PRIMARY KEY (depot, id)) PARTITION BY LIST (depot);
CREATE TABLE post.parcel_north PARTITION OF post.parcel (note NOT NULL) FOR VALUES IN ('north');
CREATE INDEX parcel_north_note ON post.parcel_north (note);
CREATE TABLE van (id integer PRIMARY KEY, depot text, parcel bigint, FOREIGN KEY (depot, parcel) REFERENCES post.parcel);
