CREATE TABLE notes (id int PRIMARY KEY, text varchar(20));
CREATE VIEW few WITH (security_barrier, check_option = local) AS SELECT id, text FROM notes WHERE id > 1;
CREATE VIEW more AS SELECT id, text FROM notes WHERE id > 2 WITH CASCADED CHECK OPTION;
CREATE VIEW shown AS SELECT text FROM notes;
GRANT SELECT ON shown TO PUBLIC;
-- to
CREATE TABLE notes (id int PRIMARY KEY, text text);
CREATE VIEW few WITH (security_barrier, check_option = local) AS SELECT id, text FROM notes WHERE id > 1;
CREATE VIEW more AS SELECT id, text FROM notes WHERE id > 2 WITH CASCADED CHECK OPTION;
CREATE VIEW shown AS SELECT text FROM notes;
GRANT SELECT ON shown TO PUBLIC;
