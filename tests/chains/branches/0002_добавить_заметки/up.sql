-- Byte order mark and CRLF.
CREATE TABLE notes (
    id INTEGER NOT NULL PRIMARY KEY,
    body VARCHAR(200) NOT NULL DEFAULT 'a;b'
);
INSERT INTO notes (id, body) VALUES (1, 'größe; 用户');
