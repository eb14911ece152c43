CREATE TABLE tags (note INT, author INT, FOREIGN KEY (author) REFERENCES writers (id));
