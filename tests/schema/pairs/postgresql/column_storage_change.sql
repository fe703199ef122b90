-- pair: storage goes from external to main, statistics from 100 to 0
-- before
CREATE TABLE docs (id integer PRIMARY KEY, body text);
ALTER TABLE docs ALTER COLUMN body SET STORAGE EXTERNAL, ALTER COLUMN id SET STATISTICS 100;
-- rows
INSERT INTO docs VALUES (1, 'long');
-- after
CREATE TABLE docs (id integer PRIMARY KEY, body text);
ALTER TABLE docs ALTER COLUMN body SET STORAGE MAIN, ALTER COLUMN id SET STATISTICS 0;
-- keeps
SELECT id, body FROM docs ORDER BY 1;
