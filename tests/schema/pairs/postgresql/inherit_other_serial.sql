-- pair: a table inherits another one, whose serial column has the name of the one before
-- before
CREATE TABLE animal (id bigserial NOT NULL, name text);
CREATE TABLE horse (hands integer) INHERITS (animal);
-- rows
INSERT INTO horse (name, hands) VALUES ('Bess', 15);
-- after
CREATE TABLE animal (name text);
CREATE TABLE being (id bigserial NOT NULL, name text);
CREATE TABLE horse (hands integer) INHERITS (being);
-- keeps
SELECT id, name, hands FROM horse ORDER BY 1;
