SET LOCAL search_path = app;
CREATE TABLE goods (id int);
CREATE INDEX ON app.goods (id);
