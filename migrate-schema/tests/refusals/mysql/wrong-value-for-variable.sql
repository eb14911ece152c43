SET sql_mode = 'NO_SUCH_MODE';
