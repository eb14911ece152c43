CREATE SCHEMA "lager.süd";
CREATE TYPE "lager.süd"."Größe.Art" AS ENUM ('it''s small', 'mittel');
