INSERT INTO t (a) VALUES ('one
<<<<<<< HEAD
  more');
=======
);
>>>>>>> b
