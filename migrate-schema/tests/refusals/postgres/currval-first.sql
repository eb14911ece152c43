CREATE SEQUENCE s;
SELECT currval('s');
