CREATE TABLE t (a JSON, KEY k (a(10)));
