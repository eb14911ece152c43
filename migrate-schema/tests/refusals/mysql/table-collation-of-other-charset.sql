CREATE TABLE t (a VARCHAR(10)) CHARSET=latin1 COLLATE=utf8mb4_general_ci;
