CREATE TABLE t (`größe` INT, `GRÖSSE` INT, `GRÖßE` INT);
