CREATE TABLE t (a JSON, KEY k ((a->'$.x')));
