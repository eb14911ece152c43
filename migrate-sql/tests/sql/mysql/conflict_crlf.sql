CREATE TABLE x (
  id INT,
<<<<<<< HEAD
  n INT
=======
  n BIGINT
>>>>>>> b
);
