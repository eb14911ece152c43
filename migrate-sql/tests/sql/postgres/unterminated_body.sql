DO $body$ BEGIN END $bdy$;
SELECT 2;
