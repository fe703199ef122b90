-- pair: array columns appear
-- before
CREATE TABLE posts (id integer PRIMARY KEY);
-- rows
INSERT INTO posts (id) VALUES (1);
-- after
CREATE TABLE posts (id integer PRIMARY KEY, tags text[] NOT NULL DEFAULT '{}', grid integer[][] DEFAULT ARRAY[[1,2],[3,4]], names varchar(20)[]);
CREATE INDEX posts_tags_idx ON posts USING gin (tags);
-- keeps
SELECT id FROM posts ORDER BY 1;
