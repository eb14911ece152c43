PRAGMA encoding = 'latin1';
