CREATE SCHEMA s CREATE TABLE other.t (id int);
