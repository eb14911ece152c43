CREATE TABLE invitations (
    id BIGINT PRIMARY KEY,
    invited_by TEXT NOT NULL REFERENCES users (email)
);
