SELECT row_number() FILTER (WHERE 1) OVER ();
