SELECT * FROM main.t;
