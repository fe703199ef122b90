-- pair: nothing but blanks, tabs and line ends
-- before
CREATE TABLE t(id INTEGER PRIMARY KEY,a TEXT NOT NULL DEFAULT 'two  blanks',b DECIMAL(10,2),CHECK(a<>b));
CREATE INDEX t_ab ON t(a,b DESC);
CREATE VIEW v AS SELECT a,b FROM t WHERE id>0;
-- rows
INSERT INTO t VALUES (1, 'p', 1.25), (5, 'q', NULL);
-- after
CREATE   TABLE t
(
	id   INTEGER
	     PRIMARY   KEY ,
	a    TEXT  NOT
	NULL  DEFAULT  'two  blanks' ,
	b    DECIMAL ( 10 , 2 ) ,
	CHECK ( a <> b )
) ;
CREATE INDEX   t_ab   ON t ( a , b   DESC ) ;
CREATE VIEW v
AS
  SELECT a , b
  FROM t
  WHERE id > 0 ;
-- keeps
SELECT id, a, b FROM t ORDER BY id;
SELECT a, b FROM v ORDER BY a;
