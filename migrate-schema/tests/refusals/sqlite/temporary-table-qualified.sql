CREATE TEMP TABLE main.t (a);
