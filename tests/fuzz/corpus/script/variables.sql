-- revision: a
-- parents: []
-- variables: true
-- psql: true

-- migrate:up
\set x 'y z' :a
SELECT :x, :'a', :"a", :{?a}, ${a} '${b}', $$${a}$$, '\${c}';
COPY t FROM stdin;
${a}
\.
\i nosuch.sql
-- migrate:down
BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT :a; COMMIT;
