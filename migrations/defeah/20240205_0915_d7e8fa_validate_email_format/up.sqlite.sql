-- Looks at every row: the trigger sees each as if it were changed.
UPDATE users SET email = email;
