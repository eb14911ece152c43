DROP TYPE "lager.süd"."Größe.Art";
DROP SCHEMA "lager.süd";
