-- transaction = false
BEGIN;
BEGIN;
