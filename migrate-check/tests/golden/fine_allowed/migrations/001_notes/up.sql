-- Notes of users.
CREATE TABLE notes (
    id UUID PRIMARY KEY DEFAULT uuidv8(),
    owner UUID REFERENCES auth.users (id),
    text TEXT
);
