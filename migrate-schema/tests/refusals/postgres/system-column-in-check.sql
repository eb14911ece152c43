CREATE TABLE a (id int, CHECK (ctid::text <> ''));
