CREATE VIRTUAL TABLE t USING rtree(a, b, c, d);
