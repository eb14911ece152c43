ALTER TABLE accounts DROP CONSTRAINT account_email_key;
ALTER TABLE accounts VALIDATE CONSTRAINT balance_not_negative;
