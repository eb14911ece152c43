SELECT likelihood(1, 2.0);
