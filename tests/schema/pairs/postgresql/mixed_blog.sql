-- pair: a blog: an array of tags, a search index, a policy and views on views change
-- before
CREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES authors, title text, body text, tags text, published timestamp);
CREATE VIEW published_posts AS SELECT id, author_id, title, published FROM posts WHERE published IS NOT NULL;
CREATE VIEW latest AS SELECT p.id, p.title, a.name FROM published_posts p JOIN authors a ON a.id = p.author_id ORDER BY p.published DESC LIMIT 10;
CREATE FUNCTION word_count(t text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$SELECT array_length(string_to_array(t, ' '), 1)$$;
CREATE INDEX posts_words ON posts (word_count(body));
-- rows
INSERT INTO authors VALUES (1, 'ann');
INSERT INTO posts VALUES (1, 1, 'first', 'one two', 'a', '2024-01-01 10:00'), (2, 1, 'second', 'three', NULL, NULL);
-- after
CREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL, bio text DEFAULT '');
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES authors ON DELETE CASCADE, title varchar(200) NOT NULL, body text, published timestamptz, search tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(body, ''))) STORED);
CREATE INDEX posts_search ON posts USING gin (search);
CREATE VIEW published_posts AS SELECT id, author_id, title, published FROM posts WHERE published IS NOT NULL;
CREATE VIEW latest AS SELECT p.id, p.title, a.name, p.published FROM published_posts p JOIN authors a ON a.id = p.author_id ORDER BY p.published DESC, p.id LIMIT 10;
CREATE FUNCTION word_count(t text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$SELECT array_length(string_to_array(t, ' '), 1)::bigint$$;
CREATE INDEX posts_words ON posts (word_count(body));
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY published_only ON posts FOR SELECT USING (published IS NOT NULL);
-- keeps
SELECT id, title::text, name FROM latest ORDER BY 1;
SELECT id, author_id, title::text, body FROM posts ORDER BY 1;
