SET GLOBAL version = 'x';
