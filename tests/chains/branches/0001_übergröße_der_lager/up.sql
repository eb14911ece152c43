-- Lager mit ihrer Größe.
-- Zweite Zeile; mit `Akzenten` und "Anführung".

CREATE TABLE lager (id INTEGER NOT NULL PRIMARY KEY, größe INTEGER NOT NULL);

CREATE INDEX ix_lager_größe ON lager (größe); -- am Ende
