-- From now on an address has to look like one. SQLite adds no constraint to a table that is there;
-- triggers refuse what is new and changed, and look at no row that is there.
CREATE TRIGGER ck_users_email_format_insert BEFORE INSERT ON users
WHEN NEW.email NOT LIKE '_%@_%.__%' OR NEW.email LIKE '% %'
BEGIN
    SELECT RAISE(ABORT, 'ck_users_email_format');
END;
CREATE TRIGGER ck_users_email_format_update BEFORE UPDATE OF email ON users
WHEN NEW.email NOT LIKE '_%@_%.__%' OR NEW.email LIKE '% %'
BEGIN
    SELECT RAISE(ABORT, 'ck_users_email_format');
END;
