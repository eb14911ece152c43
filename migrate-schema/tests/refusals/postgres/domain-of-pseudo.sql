CREATE DOMAIN d AS anyelement;
