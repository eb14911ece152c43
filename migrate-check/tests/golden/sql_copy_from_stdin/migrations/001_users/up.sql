CREATE TABLE users (id INT);
COPY t (id) FROM stdin;
1
\.
