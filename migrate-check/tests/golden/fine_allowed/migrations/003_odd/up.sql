/* migrate-allow sql-syntax: PostgreSQL 19 has this */
ALTER TABLE notes FROBNICATE;
ALTER TABLE notes DROP COLUMN frobnicated;
