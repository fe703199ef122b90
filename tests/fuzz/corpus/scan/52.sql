a;
\connect x