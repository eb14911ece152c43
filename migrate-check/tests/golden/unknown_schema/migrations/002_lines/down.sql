DROP TABLE billing.lines;
