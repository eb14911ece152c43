SELECT lastval();
