SELECT count(*) OVER w;
