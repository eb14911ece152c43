-- Events from before today count as processed. The step in Rust says so in batches of 10,000, each in
-- a transaction of its own: no lock is held for longer, and a run that is killed goes on where it was.
ALTER TABLE analytics_events ADD COLUMN processed boolean NOT NULL DEFAULT false;
