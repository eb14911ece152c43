CREATE TABLE t (id INT);
COPY t (id) FROM stdin;
1
\.
