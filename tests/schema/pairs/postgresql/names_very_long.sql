-- pair: names of 63 bytes and generated names that are cut
-- before
CREATE TABLE a_table_with_a_very_long_name_that_is_exactly_sixty_three_bytes (id integer PRIMARY KEY, a_column_with_a_rather_long_name_that_goes_on_and_on_and_on integer);
-- rows
INSERT INTO a_table_with_a_very_long_name_that_is_exactly_sixty_three_bytes VALUES (1, 2);
-- after
CREATE TABLE a_table_with_a_very_long_name_that_is_exactly_sixty_three_bytes (id serial PRIMARY KEY, a_column_with_a_rather_long_name_that_goes_on_and_on_and_on bigint UNIQUE CHECK (a_column_with_a_rather_long_name_that_goes_on_and_on_and_on > 0));
CREATE INDEX ON a_table_with_a_very_long_name_that_is_exactly_sixty_three_bytes (a_column_with_a_rather_long_name_that_goes_on_and_on_and_on DESC);
-- keeps
SELECT id FROM a_table_with_a_very_long_name_that_is_exactly_sixty_three_bytes ORDER BY 1;
