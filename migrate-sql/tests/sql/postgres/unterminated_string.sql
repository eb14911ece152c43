CREATE TABLE a (b text DEFAULT 'x);
CREATE TABLE c (d text DEFAULT 'y');
CREATE TABLE e (f text);
