SET no_such_variable = 1;
