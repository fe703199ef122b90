-- pair: a child table goes, and a column of its parent that its policy uses
-- before
CREATE TABLE base (id integer NOT NULL, kind text);
CREATE TABLE kid (extra text) INHERITS (base);
CREATE POLICY only_kind ON kid USING (kind = 'a');
-- rows
INSERT INTO base VALUES (1, NULL);
-- after
CREATE TABLE base (id integer NOT NULL);
-- keeps
SELECT id FROM base;
