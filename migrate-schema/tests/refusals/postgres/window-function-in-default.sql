CREATE TABLE a (id int, n int);
ALTER TABLE a ALTER n SET DEFAULT row_number() OVER ();
