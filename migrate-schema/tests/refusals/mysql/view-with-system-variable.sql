CREATE VIEW v AS SELECT @@version AS a;
