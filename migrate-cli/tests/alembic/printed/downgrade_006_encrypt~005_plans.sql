BEGIN;

-- Running downgrade 006_encrypt -> 005_plans

