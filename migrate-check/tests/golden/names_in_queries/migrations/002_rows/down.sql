DELETE FROM users WHERE nam = 'ada';
