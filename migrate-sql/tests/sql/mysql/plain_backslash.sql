SET sql_mode = 'NO_BACKSLASH_ESCAPES';
SELECT 'it\'s';
