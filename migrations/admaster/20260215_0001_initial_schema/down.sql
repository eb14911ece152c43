DROP TABLE keyword_days;
DROP TABLE search_terms;
DROP TABLE keywords;
DROP TABLE ad_groups;
DROP TABLE campaigns;
DROP TABLE credentials;
DROP TABLE accounts;
