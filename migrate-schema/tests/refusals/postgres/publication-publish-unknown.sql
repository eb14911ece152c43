CREATE PUBLICATION p WITH (publish = 'everything');
