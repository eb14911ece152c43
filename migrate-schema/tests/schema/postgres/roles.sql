-- What a role owns is not known, nor what the schema is called that is named after it.
CREATE TABLE owned (a int);
DROP OWNED BY somebody;
CREATE TABLE owned (a int);
CREATE SCHEMA AUTHORIZATION CURRENT_ROLE CREATE TABLE inside (a int);
DROP SCHEMA somebody CASCADE;
