-- Filled by SQLite, by a default, by a trigger; or called so, or made again in the same script.
CREATE TABLE a (id INTEGER PRIMARY KEY, serial TEXT, identity TEXT);
CREATE TABLE b (id SERIAL DEFAULT (abs(random())) PRIMARY KEY);
CREATE TABLE c (id SERIAL, name TEXT);
CREATE TRIGGER c_filled AFTER INSERT ON c BEGIN UPDATE c SET id = rowid WHERE rowid = NEW.rowid; END;
CREATE TABLE d (id INTEGER PRIMARY KEY AUTOINCREMENT, code "serial number");
CREATE TABLE e (id SERIAL, name TEXT);
ALTER TABLE e DROP COLUMN id;
