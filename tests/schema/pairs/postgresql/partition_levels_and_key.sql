-- pair: of two tables with partitions of partitions the one that refers to the other goes, whose primary key changes
-- before
CREATE TABLE shelf (hall integer, id integer, PRIMARY KEY (hall, id)) PARTITION BY LIST (hall);
CREATE TABLE shelf_1 PARTITION OF shelf FOR VALUES IN (1) PARTITION BY LIST (id);
CREATE TABLE shelf_1_1 PARTITION OF shelf_1 FOR VALUES IN (1);
CREATE TABLE book (hall integer, shelf integer, FOREIGN KEY (hall, shelf) REFERENCES shelf) PARTITION BY LIST (hall);
CREATE TABLE book_1 PARTITION OF book FOR VALUES IN (1) PARTITION BY LIST (shelf);
CREATE TABLE book_1_1 PARTITION OF book_1 FOR VALUES IN (1);
CREATE INDEX book_hall ON book (hall);
-- rows
INSERT INTO shelf VALUES (1, 1);
INSERT INTO book VALUES (1, 1);
-- after
CREATE TABLE shelf (hall integer, id integer, PRIMARY KEY (id, hall)) PARTITION BY LIST (hall);
CREATE TABLE shelf_1 PARTITION OF shelf FOR VALUES IN (1) PARTITION BY LIST (id);
CREATE TABLE shelf_1_1 PARTITION OF shelf_1 FOR VALUES IN (1);
-- keeps
SELECT * FROM shelf;
