\connect shop
SET client_encoding = 'UTF8';
\set ON_ERROR_STOP on
COPY users (id, name) FROM stdin;
1	it's
2	\N
\.
SELECT 1;
