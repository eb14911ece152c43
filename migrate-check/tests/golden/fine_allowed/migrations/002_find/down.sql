DROP TABLE vectors; -- migrate-allow not-reversed: the column may stay
