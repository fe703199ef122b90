-- pair: domains get a check, a default, a not null and a named constraint
-- before
CREATE DOMAIN email AS text;
CREATE DOMAIN amount AS numeric(10,2) DEFAULT 0 NOT NULL CONSTRAINT positive CHECK (VALUE >= 0);
CREATE TABLE m (id integer PRIMARY KEY, e email, a amount);
-- rows
INSERT INTO m VALUES (1, 'a@b', 5), (2, 'c@d', 0);
-- after
CREATE DOMAIN email AS text DEFAULT 'n@n' NOT NULL CHECK (VALUE LIKE '%@%');
CREATE DOMAIN amount AS numeric(10,2) CONSTRAINT positive CHECK (VALUE >= -1) CONSTRAINT small CHECK (VALUE < 1000);
CREATE TABLE m (id integer PRIMARY KEY, e email, a amount);
-- keeps
SELECT id, e, a FROM m ORDER BY 1;
