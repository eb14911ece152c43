CREATE VIEW v AS SELECT no_such_function(1) AS a;
