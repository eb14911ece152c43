CREATE TABLE notes (
    title text DEFAULT 'none' COLLATE "C" NOT NULL,
    at timestamptz DEFAULT now() - interval '1 day' NOT NULL CHECK (at > '2000-01-01'),
    is_new boolean DEFAULT 1 > 2 NOT NULL
);
CREATE DOMAIN word AS text DEFAULT 'none' COLLATE "C" NOT NULL;
