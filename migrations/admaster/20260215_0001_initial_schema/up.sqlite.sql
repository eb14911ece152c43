-- The accounts at Amazon Ads, their campaigns, and what they cost and bring day by day.
CREATE TABLE accounts (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    marketplace TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'active',
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT accounts_name UNIQUE (name, marketplace),
    CONSTRAINT accounts_marketplace CHECK (marketplace IN ('US', 'CA', 'MX', 'UK', 'DE', 'FR', 'IT', 'ES', 'JP')),
    CONSTRAINT accounts_status CHECK (status IN ('active', 'paused', 'legacy'))
);

CREATE TABLE credentials (
    id INTEGER NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    client_secret TEXT NOT NULL,
    refresh_token TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT credentials_account UNIQUE (account_id)
);

CREATE TABLE campaigns (
    id INTEGER NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    amazon_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'enabled',
    daily_budget_cents INTEGER NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    CONSTRAINT campaigns_amazon_id UNIQUE (account_id, amazon_id),
    CONSTRAINT campaigns_kind CHECK (kind IN ('sponsored_products', 'sponsored_brands', 'sponsored_display')),
    CONSTRAINT campaigns_state CHECK (state IN ('enabled', 'paused', 'archived')),
    CONSTRAINT campaigns_budget CHECK (daily_budget_cents > 0),
    CONSTRAINT campaigns_dates CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX campaigns_running ON campaigns (account_id) WHERE state = 'enabled';

CREATE TABLE ad_groups (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    default_bid_cents INTEGER NOT NULL,
    CONSTRAINT ad_groups_name UNIQUE (campaign_id, name),
    CONSTRAINT ad_groups_bid CHECK (default_bid_cents > 0)
);

CREATE TABLE keywords (
    id INTEGER NOT NULL PRIMARY KEY,
    ad_group_id INTEGER NOT NULL REFERENCES ad_groups (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    match_type TEXT NOT NULL,
    bid_cents INTEGER,
    CONSTRAINT keywords_text UNIQUE (ad_group_id, text, match_type),
    CONSTRAINT keywords_match_type CHECK (match_type IN ('exact', 'phrase', 'broad')),
    CONSTRAINT keywords_bid CHECK (bid_cents > 0)
);

CREATE TABLE search_terms (
    id INTEGER NOT NULL PRIMARY KEY,
    ad_group_id INTEGER NOT NULL REFERENCES ad_groups (id) ON DELETE CASCADE,
    term TEXT NOT NULL,
    first_seen_on DATE NOT NULL,
    CONSTRAINT search_terms_term UNIQUE (ad_group_id, term)
);

CREATE TABLE keyword_days (
    keyword_id INTEGER NOT NULL REFERENCES keywords (id) ON DELETE CASCADE,
    day DATE NOT NULL,
    impressions INTEGER NOT NULL DEFAULT 0,
    clicks INTEGER NOT NULL DEFAULT 0,
    cost_cents INTEGER NOT NULL DEFAULT 0,
    sales_cents INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (keyword_id, day),
    CONSTRAINT keyword_days_clicks CHECK (clicks BETWEEN 0 AND impressions),
    CONSTRAINT keyword_days_amounts CHECK (cost_cents >= 0 AND sales_cents >= 0)
);
CREATE INDEX keyword_days_day ON keyword_days (day);
