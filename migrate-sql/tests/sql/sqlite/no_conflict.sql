/* a heading
=======
*/
INSERT INTO t (a) VALUES ('
<<<<<<< HEAD
=======
>>>>>>> b
');
