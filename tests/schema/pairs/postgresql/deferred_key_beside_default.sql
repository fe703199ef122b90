-- pair: a column with a deferred key takes no NULL any more, and has a default; a trigger stamps what is updated
-- before
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p DEFERRABLE INITIALLY DEFERRED, n text, u text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.u := ''now''; RETURN NEW; END';
CREATE TRIGGER stamp BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION stamp();
-- rows
INSERT INTO p VALUES (1);
INSERT INTO c VALUES (1, 1, 'x', NULL), (2, NULL, 'y', NULL);
-- after
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int NOT NULL DEFAULT 1 REFERENCES p DEFERRABLE INITIALLY DEFERRED, n text NOT NULL DEFAULT '', u text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.u := ''now''; RETURN NEW; END';
CREATE TRIGGER stamp BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION stamp();
-- keeps
SELECT id, n FROM c ORDER BY id;
