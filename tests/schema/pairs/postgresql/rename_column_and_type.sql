-- pair: a column is renamed and grows
-- options: --rename users.age:users.years
-- before
CREATE TABLE users (id integer PRIMARY KEY, age smallint CHECK (age > 0), note text);
-- rows
INSERT INTO users VALUES (1, 30, 'x');
-- after
CREATE TABLE users (id integer PRIMARY KEY, years integer CONSTRAINT users_age_check CHECK (years > 0), note text);
-- keeps
SELECT id, note FROM users ORDER BY 1;
