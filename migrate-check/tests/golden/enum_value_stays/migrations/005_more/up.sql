ALTER TYPE "lager.süd"."Größe.Art" ADD VALUE IF NOT EXISTS 'it''s grün' BEFORE 'mittel';
ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'back';
