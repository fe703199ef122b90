-- pair: row security, policies over a function, privileges and a barrier view change together
-- before
CREATE TABLE members (id integer PRIMARY KEY, login text NOT NULL);
CREATE TABLE docs (id integer PRIMARY KEY, member_id integer REFERENCES members, secret boolean DEFAULT false, body text);
CREATE FUNCTION my_id() RETURNS integer LANGUAGE sql STABLE AS 'SELECT id FROM members WHERE login = current_user';
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON docs USING (member_id = my_id());
CREATE VIEW open_docs AS SELECT id, body FROM docs WHERE NOT secret;
GRANT SELECT ON open_docs TO PUBLIC;
-- rows
INSERT INTO members VALUES (1, 'ann');
INSERT INTO docs VALUES (1, 1, false, 'x'), (2, 1, true, 'y');
-- after
CREATE TABLE members (id bigint PRIMARY KEY, login text NOT NULL UNIQUE);
CREATE TABLE docs (id integer PRIMARY KEY, member_id bigint REFERENCES members ON DELETE CASCADE, secret boolean NOT NULL DEFAULT true, body text);
CREATE FUNCTION my_id() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS 'SELECT id FROM members WHERE login = session_user';
REVOKE ALL ON FUNCTION my_id() FROM PUBLIC;
ALTER TABLE docs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON docs USING (member_id = my_id());
CREATE POLICY read_open ON docs FOR SELECT USING (NOT secret);
CREATE VIEW open_docs WITH (security_barrier = true) AS SELECT id, body FROM docs WHERE NOT secret;
GRANT SELECT (id) ON open_docs TO PUBLIC;
-- keeps
SELECT id, body FROM open_docs ORDER BY 1;
SELECT id, member_id::text, secret, body FROM docs ORDER BY 1;
