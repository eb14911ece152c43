CREATE TABLE users (id INT);
COPY users (id) FROM stdin;
1
\.
