\set a 'b :c\
COPY t (a) FROM stdin WITH (FORMAT csv);
a\.
\.
