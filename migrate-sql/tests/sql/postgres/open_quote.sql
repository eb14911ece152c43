-- A text that a typographic quote was to close.
INSERT INTO t VALUES (1, 'a’);
INSERT INTO t VALUES (2, 'b');
