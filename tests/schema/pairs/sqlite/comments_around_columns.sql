-- pair: columns with comments appear, beside views with comments at their end
-- before
CREATE TABLE t (
    a INTEGER -- the first
);
CREATE VIEW v AS SELECT a FROM t -- all
;
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE t (
    a INTEGER, -- the first
    b TEXT, -- the second; with a semicolon
    -- migrate:up is no marker here
    c TEXT -- the third
);
CREATE VIEW v AS SELECT a, b FROM t -- both
;
CREATE VIEW w AS SELECT a FROM t -- c
;
-- keeps
SELECT a FROM t ORDER BY 1;
