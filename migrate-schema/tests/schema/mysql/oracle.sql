-- MariaDB alone takes this mode.
SET sql_mode = 'ORACLE';
CREATE TABLE ora (a VARCHAR2(10), b NUMBER(5), c CLOB);
CREATE PROCEDURE p AS BEGIN NULL; END;
SET sql_mode = DEFAULT;
CREATE TABLE after_oracle (a INT);
