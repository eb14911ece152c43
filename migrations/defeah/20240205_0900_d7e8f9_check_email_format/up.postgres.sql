-- From now on an address has to look like one. `NOT VALID` looks at no row that is there, so the lock
-- is held for a moment only; the next revision looks at them.
SET LOCAL lock_timeout = '5s';

ALTER TABLE users ADD CONSTRAINT ck_users_email_format
    CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$') NOT VALID;
