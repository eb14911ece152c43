DROP TABLE generated_content;
DROP TABLE api_keys;
DROP TABLE tasks;
DROP TABLE agents;
DROP TABLE campaigns;
DROP TABLE users;

DROP TABLE campaign_types;
DROP TABLE agent_types;
DROP TABLE agent_categories;
DROP TABLE provider_models;
DROP TABLE task_types;
DROP TABLE ai_providers;
DROP TABLE subscription_tiers;
