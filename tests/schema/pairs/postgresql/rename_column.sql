-- pair: a column is renamed, with its index
-- options: --rename users.name:users.full_name
-- before
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, city text);
CREATE INDEX users_city_idx ON users (city);
-- rows
INSERT INTO users VALUES (1, 'ann', 'Bonn'), (2, 'bob', 'Köln');
-- after
CREATE TABLE users (id integer PRIMARY KEY, full_name text NOT NULL, city text);
CREATE INDEX users_city_idx ON users (city);
-- keeps
SELECT id, city FROM users ORDER BY 1;
