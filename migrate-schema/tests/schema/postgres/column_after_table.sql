-- A dot before the referenced column makes its table a schema.
CREATE TABLE users (id int PRIMARY KEY, "Größe" int UNIQUE);
CREATE TABLE a (u int REFERENCES users.id);
CREATE TABLE b (u int REFERENCES users."Größe");
CREATE TABLE c (u int, FOREIGN KEY (u) REFERENCES users.name);
CREATE TABLE d (u int REFERENCES nobody.id);
