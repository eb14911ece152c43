CREATE TYPE r AS RANGE (subtype = json);
