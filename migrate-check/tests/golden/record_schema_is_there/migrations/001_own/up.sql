CREATE SCHEMA app;
CREATE TABLE app.orders (id int);
CREATE TABLE app.migration_history (id int);
