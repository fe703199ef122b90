-- pair: row security is enabled with two policies
-- before
CREATE TABLE m (id integer PRIMARY KEY, owner text);
-- rows
INSERT INTO m VALUES (1, 'ann'), (2, 'bob');
-- after
CREATE TABLE m (id integer PRIMARY KEY, owner text);
ALTER TABLE m ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON m USING (owner = current_user) WITH CHECK (owner = current_user);
CREATE POLICY no_old ON m AS RESTRICTIVE FOR SELECT TO PUBLIC USING (id > 0);
-- keeps
SELECT id, owner FROM m ORDER BY 1;
