CREATE TABLE a (id int);
CREATE TABLE b (id text);
CREATE TABLE c () INHERITS (a, b);
