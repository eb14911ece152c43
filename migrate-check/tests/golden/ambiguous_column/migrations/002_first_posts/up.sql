CREATE VIEW first_posts AS
    SELECT author_id, min(created_at) AS first_at
    FROM posts JOIN users ON users.id = author_id
    GROUP BY author_id;
