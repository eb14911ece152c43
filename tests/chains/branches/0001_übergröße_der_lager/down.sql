DROP TABLE lager;
