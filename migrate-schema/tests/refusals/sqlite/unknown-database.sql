CREATE TABLE other.t (a);
