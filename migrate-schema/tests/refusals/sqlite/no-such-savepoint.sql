-- transaction = false
BEGIN;
RELEASE s;
