-- A constraint can't be made unsure of itself: it is added again, unproven.
ALTER TABLE users DROP CONSTRAINT ck_users_email_format;
ALTER TABLE users ADD CONSTRAINT ck_users_email_format
    CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$') NOT VALID;
