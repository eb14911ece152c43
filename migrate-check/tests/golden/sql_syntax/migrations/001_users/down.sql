DROP TABEL users;
