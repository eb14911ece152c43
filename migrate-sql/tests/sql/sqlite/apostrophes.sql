-- An even number of quotes: every text ends somewhere.
INSERT INTO t (a, b) VALUES ('it's', 'that's');
INSERT INTO t (a) VALUES ('don't stop', 'can't');
UPDATE t SET a = 'O'Brien' WHERE b = 'D'Arcy';
INSERT INTO t (a) VALUES ('naïve'té', 'x'y');
CREATE TABLE c (a TEXT DEFAULT 'l'été', b TEXT DEFAULT 'l'hiver');
INSERT INTO t (a) VALUES ('it''s fine');
