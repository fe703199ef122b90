-- pair: a partitioned table with a foreign key to itself goes
-- before
CREATE TABLE task (team integer, id integer, after integer, PRIMARY KEY (team, id), CONSTRAINT follows FOREIGN KEY (team, after) REFERENCES task) PARTITION BY LIST (team);
CREATE TABLE task_1 PARTITION OF task FOR VALUES IN (1);
CREATE TABLE task_2 PARTITION OF task FOR VALUES IN (2);
CREATE TABLE note (team integer, task integer, FOREIGN KEY (team, task) REFERENCES task);
-- rows
INSERT INTO task VALUES (1, 1, NULL), (1, 2, 1);
-- after
CREATE TABLE nothing (id integer);
-- pair: a partitioned table with a foreign key to itself becomes a plain one, and one partition goes on
-- before
CREATE TABLE task (team integer, id integer, after integer, PRIMARY KEY (team, id), CONSTRAINT follows FOREIGN KEY (team, after) REFERENCES task) PARTITION BY LIST (team);
CREATE TABLE task_1 PARTITION OF task FOR VALUES IN (1);
CREATE TABLE task_2 PARTITION OF task FOR VALUES IN (2);
CREATE TABLE note (team integer, task integer, FOREIGN KEY (team, task) REFERENCES task);
-- rows
INSERT INTO task VALUES (1, 1, NULL), (1, 2, 1);
-- after
CREATE TABLE task (team integer, id integer, after integer, PRIMARY KEY (team, id), CONSTRAINT follows FOREIGN KEY (team, after) REFERENCES task);
CREATE TABLE task_1 (team integer NOT NULL, id integer NOT NULL, after integer);
CREATE TABLE note (team integer, task integer, FOREIGN KEY (team, task) REFERENCES task);
-- keeps
SELECT id, after FROM task_1 ORDER BY 1;
