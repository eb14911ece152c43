-- What the server takes and the parser can't read: statements apart, and no word about them.
SELECT * FROM substring('Thomas' FROM 2 FOR 3);
ALTER STATISTICS IF EXISTS s SET STATISTICS 100;
SELECT e'a'
  '\'; b', 'standard\';
