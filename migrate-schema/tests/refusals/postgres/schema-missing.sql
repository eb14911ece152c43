CREATE TABLE no.t (id int);
