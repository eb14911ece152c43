CREATE SCHEMA "größe";
CREATE TABLE "größe".app (id int);
