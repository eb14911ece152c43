DROP VIEW first_posts;
