-- transaction = false
COMMIT;
