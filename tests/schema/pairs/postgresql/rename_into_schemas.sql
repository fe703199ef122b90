-- pair: two tables change places between schemas
-- options: --rename s1.t:s2.t --rename s2.t:s1.t
-- before
CREATE SCHEMA s1; CREATE SCHEMA s2;
CREATE TABLE s1.t (a int); CREATE TABLE s2.t (b text);
-- rows
INSERT INTO s1.t VALUES (1); INSERT INTO s2.t VALUES ('x');
-- after
CREATE SCHEMA s1; CREATE SCHEMA s2;
CREATE TABLE s2.t (a int); CREATE TABLE s1.t (b text);
-- pair: a table takes the place that another one makes free
-- options: --rename s1.t:s2.t --rename s2.t:s2.u
-- before
CREATE SCHEMA s1; CREATE SCHEMA s2;
CREATE TABLE s1.t (a int); CREATE TABLE s2.t (b text);
-- rows
INSERT INTO s1.t VALUES (1); INSERT INTO s2.t VALUES ('x');
-- after
CREATE SCHEMA s1; CREATE SCHEMA s2;
CREATE TABLE s2.t (a int); CREATE TABLE s2.u (b text);
-- pair: a table moves to where another one has its old name
-- options: --rename s1.t:s2.n
-- before
CREATE SCHEMA s1; CREATE SCHEMA s2;
CREATE TABLE s1.t (a serial); CREATE TABLE s2.t (b text);
-- rows
INSERT INTO s1.t VALUES (1); INSERT INTO s2.t VALUES ('x');
-- after
CREATE SCHEMA s1; CREATE SCHEMA s2;
CREATE TABLE s2.n (a serial); CREATE TABLE s2.t (b text);
-- keeps
SELECT b FROM s2.t;
