CREATE TABLE accounts (
    id BIGINT PRIMARY KEY,
    email TEXT NOT NULL CONSTRAINT accounts_email_key UNIQUE,
    balance BIGINT NOT NULL CONSTRAINT balance_not_negative CHECK (balance >= 0)
);
