-- transaction = false
-- Judged by the reference pages of version 19 alone: not in a transaction.
CREATE TABLE person (id int PRIMARY KEY, name text);
REPACK;
REPACK (VERBOSE);
REPACK (VERBOSE) USING INDEX;
REPACK (ANALYZE, VERBOSE) person (name) USING INDEX person_pkey;
REPACK (CONCURRENTLY) person;
REPACK (CONCURRENTLY TRUE) person USING INDEX;
WAIT FOR LSN '0/306EE20';
wait for lsn '0/306EE20' with (mode 'standby_replay', timeout '10s', no_throw);
ALTER TABLE person ALTER COLUMN name SET NOT NULL;
