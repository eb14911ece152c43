INSERT INTO roles VALUES (1, 'reader');
INSERT INTO roles (id, name) VALUES (2, 'writer', 1);
