\\.
a\\.
\echo 'a''b' c
