-- pair: a column goes that a child table inherits and its policy and index use
-- before
CREATE TABLE base (id integer NOT NULL, kind text, n integer, twice integer GENERATED ALWAYS AS (n * 2) STORED);
CREATE TABLE kid (extra text) INHERITS (base);
CREATE INDEX kid_twice ON kid (twice) INCLUDE (n);
CREATE POLICY only_kind ON kid USING (kind = 'a');
-- rows
INSERT INTO base (id, kind, n) VALUES (1, NULL, 1);
INSERT INTO kid (id, kind, n, extra) VALUES (2, NULL, 2, 'x');
-- after
CREATE TABLE base (id integer NOT NULL, n bigint, twice integer GENERATED ALWAYS AS (n * 2) STORED);
CREATE TABLE kid (extra text) INHERITS (base);
CREATE INDEX kid_twice ON kid (twice) INCLUDE (n);
-- keeps
SELECT id, n, twice FROM base ORDER BY 1;
SELECT id, n, twice, extra FROM kid;
