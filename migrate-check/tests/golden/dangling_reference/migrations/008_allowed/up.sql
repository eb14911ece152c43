CREATE TABLE e (id INTEGER PRIMARY KEY);
CREATE TABLE f (e INTEGER REFERENCES e);
-- migrate-allow dangling-reference: f is dropped by hand
ALTER TABLE e RENAME TO e_old;
DROP TABLE e_old;
