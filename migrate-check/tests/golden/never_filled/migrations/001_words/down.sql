DROP TABLE notes;
DROP TABLE "plätze";
DROP TABLE users;
