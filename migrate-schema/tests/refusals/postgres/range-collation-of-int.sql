CREATE TYPE r AS RANGE (subtype = int, collation = "C");
