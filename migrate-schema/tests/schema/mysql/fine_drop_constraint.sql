-- `DROP CONSTRAINT` drops a key, a foreign key or a check, whatever else the table has.
CREATE TABLE parents (id INT PRIMARY KEY);
CREATE TABLE t (id INT PRIMARY KEY, n INT CHECK (n > 0), CONSTRAINT u UNIQUE (n));
ALTER TABLE t DROP CONSTRAINT u;
ALTER TABLE t ADD CONSTRAINT u UNIQUE (n);
ALTER TABLE t DROP CONSTRAINT u, ADD CONSTRAINT u UNIQUE (id, n);
ALTER TABLE t DROP KEY u;
ALTER TABLE t ADD UNIQUE u (n);
-- A unique that is called like its column, which has a check without a name.
CREATE TABLE named (id INT PRIMARY KEY, n INT UNIQUE CHECK (n > 0), Größe INT CHECK (Größe > 0), UNIQUE Größe (Größe));
ALTER TABLE named DROP CONSTRAINT n;
ALTER TABLE named DROP CONSTRAINT größe;
ALTER TABLE named ADD UNIQUE n (n), ADD UNIQUE Größe (Größe);
-- The primary key, and a foreign key with its index.
ALTER TABLE named DROP CONSTRAINT `PRIMARY`;
ALTER TABLE named ADD PRIMARY KEY (id);
CREATE TABLE child (id INT PRIMARY KEY, n INT CHECK (n > 0), CONSTRAINT f FOREIGN KEY (n) REFERENCES parents (id));
ALTER TABLE child DROP CONSTRAINT f;
ALTER TABLE child DROP INDEX f;
ALTER TABLE child ADD CONSTRAINT f FOREIGN KEY (n) REFERENCES parents (id);
