INSERT INTO tags (id, name) VALUES (1, 'rust') ON CONFLICT (name) DO NOTHING;
