-- An old mistake.
DROP TABLE post;
