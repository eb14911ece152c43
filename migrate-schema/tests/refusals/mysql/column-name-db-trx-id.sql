CREATE TABLE t (db_trx_id INT);
