-- A lending library: what SQLite has, used once each.
CREATE TABLE branches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    city TEXT NOT NULL DEFAULT 'Oslo' COLLATE NOCASE
);
CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    born INT CHECK (born > 0),
    died INT,
    CONSTRAINT authors_lived CHECK (died IS NULL OR died >= born)
);
CREATE TABLE books (
    id INTEGER PRIMARY KEY,
    isbn VARCHAR(13) NOT NULL,
    title TEXT NOT NULL,
    author_id INT NOT NULL REFERENCES authors (id) ON DELETE CASCADE,
    pages INT DEFAULT 0,
    search_title TEXT AS (lower(title)) STORED,
    CONSTRAINT books_isbn UNIQUE (isbn)
);
CREATE INDEX books_author ON books (author_id, title COLLATE NOCASE DESC);
CREATE INDEX books_long ON books (lower(title)) WHERE pages > 500;
CREATE TABLE copies (
    book_id INT NOT NULL,
    number INT NOT NULL,
    branch_id INT,
    state TEXT NOT NULL DEFAULT 'here',
    PRIMARY KEY (book_id, number),
    FOREIGN KEY (book_id) REFERENCES books (id),
    FOREIGN KEY (branch_id) REFERENCES branches (id) ON DELETE SET NULL
) WITHOUT ROWID;
CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    joined TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    notes ANY
) STRICT;
CREATE UNIQUE INDEX members_email ON members (lower(email));
CREATE TABLE loans (
    id INTEGER PRIMARY KEY,
    member_id INT NOT NULL REFERENCES members,
    book_id INT NOT NULL,
    number INT NOT NULL,
    due TEXT NOT NULL,
    returned TEXT,
    FOREIGN KEY (book_id, number) REFERENCES copies (book_id, number)
);
CREATE INDEX loans_open ON loans (member_id, due) WHERE returned IS NULL;
CREATE TABLE audit (at TEXT, what TEXT);
CREATE VIEW open_loans AS
    SELECT l.id, m.email, b.title, l.due
    FROM loans AS l JOIN members AS m ON m.id = l.member_id JOIN books AS b ON b.id = l.book_id
    WHERE l.returned IS NULL;
CREATE VIEW busy (email, loans) AS
    SELECT email, count(*) FROM open_loans GROUP BY email;
CREATE TRIGGER loans_new AFTER INSERT ON loans WHEN new.returned IS NULL BEGIN
    UPDATE copies SET state = 'lent' WHERE book_id = new.book_id AND number = new.number;
    INSERT INTO audit (at, what) VALUES (CURRENT_TIMESTAMP, new.due);
END;
CREATE TRIGGER open_loans_gone INSTEAD OF DELETE ON open_loans BEGIN
    UPDATE loans SET returned = CURRENT_TIMESTAMP WHERE id = old.id;
END;
CREATE VIRTUAL TABLE book_search USING fts5(title, body);
INSERT INTO branches (name, city) VALUES ('Main', 'Oslo'), ('West', 'Bergen');
INSERT INTO authors (id, name, born) VALUES (1, 'Ibsen', 1828);
INSERT INTO books (id, isbn, title, author_id) SELECT 1, '9780000000000', 'Peer Gynt', id FROM authors;
UPDATE authors SET died = 1906 WHERE name = 'Ibsen';
INSERT INTO copies VALUES (1, 1, 1, 'here');
ALTER TABLE members ADD COLUMN phone TEXT;
ALTER TABLE members RENAME COLUMN notes TO remarks;
ALTER TABLE loans RENAME COLUMN due TO due_on;
ALTER TABLE audit RENAME TO events;
ALTER TABLE members DROP COLUMN phone;
DROP INDEX books_long;
DROP TRIGGER open_loans_gone;
DROP VIEW busy;
CREATE TABLE new_books (
    id INTEGER PRIMARY KEY,
    isbn VARCHAR(13) NOT NULL UNIQUE,
    title TEXT NOT NULL,
    author_id INT REFERENCES authors (id)
);
INSERT INTO new_books (id, isbn, title, author_id) SELECT id, isbn, title, author_id FROM books;
DROP VIEW open_loans;
PRAGMA legacy_alter_table = ON;
DELETE FROM copies WHERE book_id = 1;
DROP TABLE books;
ALTER TABLE new_books RENAME TO books;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX books_author ON books (author_id);
DELETE FROM events WHERE what = 'old';
SELECT b.title, a.name FROM books b LEFT JOIN authors a ON a.id = b.author_id;
