DROP INDEX users_by_mail;
