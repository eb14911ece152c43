CREATE TABLE app.goods (id int);
DROP SCHEMA app;
