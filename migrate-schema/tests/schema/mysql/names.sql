CREATE TABLE größe (id INTEGER, имя TEXT, `a``b` INTEGER);
SELECT име FROM größe;
SELECT `a````b` FROM größe;
ALTER TABLE größe ADD COLUMN ИМЯ TEXT;
CREATE TABLE a_name_of_sixty_five_characters_which_is_one_more_than_can_be_ofit (id INTEGER);
