-- ä
	DROP 漢字 users;
