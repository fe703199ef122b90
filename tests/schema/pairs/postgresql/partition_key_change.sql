-- pair: a partitioned table gets another partition key
-- before
CREATE TABLE parcel (id integer, depot text, town text) PARTITION BY LIST (depot);
CREATE TABLE parcel_north PARTITION OF parcel FOR VALUES IN ('north');
CREATE INDEX parcel_id ON parcel (id);
-- rows
INSERT INTO parcel VALUES (1, 'north', 'Thurso');
-- after
CREATE TABLE parcel (id integer, depot text, town text) PARTITION BY LIST (town);
CREATE TABLE parcel_north PARTITION OF parcel FOR VALUES IN ('north');
CREATE INDEX parcel_id ON parcel (id);
