INSERT INTO users (id, name) VALUES (1, 'ada', TRUE);
INSERT INTO users (id, name, initial) VALUES (1, 'ada', 'a');
INSERT INTO users (id, name) VALUES (1, 'ada') ON CONFLICT (name) DO NOTHING;
INSERT INTO users (id, name) VALUES (1, 'ada') ON CONFLICT ON CONSTRAINT users_key DO NOTHING;
UPDATE users SET name = id FROM posts WHERE author = users.id;
UPDATE users SET name = lowered(name) WHERE active = 1;
UPDATE users SET name = title::txt FROM posts p WHERE posts.author = users.id;
