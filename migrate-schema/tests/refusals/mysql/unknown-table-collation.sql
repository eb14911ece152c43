CREATE TABLE t (a VARCHAR(10)) COLLATE utf8mb4_nowhere_ci;
