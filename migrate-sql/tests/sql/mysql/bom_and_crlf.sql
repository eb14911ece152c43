-- A file of Windows.
CREATE TABLE a (
  x INT,
);
DELIMITER //
SELECT 1//
DELIMITER ;
SELECT 2;
