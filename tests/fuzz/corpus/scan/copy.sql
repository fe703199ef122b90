COPY t (a) FROM stdin WITH (FORMAT csv);
1,"
\.x
\.
\restrict K
SET standard_conforming_strings = off;
SELECT '\';';
\unrestrict K
\echo 'a b' c
