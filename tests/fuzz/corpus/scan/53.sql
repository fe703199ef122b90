a;
COPY t (a) FROM stdin;
1
\.
