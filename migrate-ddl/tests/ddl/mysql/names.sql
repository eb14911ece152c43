CREATE TABLE t (id int PRIMARY KEY);
-- to
CREATE TABLE t (id int PRIMARY KEY, `day_hour` int, `sql_small_result` int, `returning` int, `offset` int, `count` int, `_utf8mb4` int, name int, KEY `rank` (`rank`(3)), `rank` varchar(9), CONSTRAINT `lateral` CHECK (`sql_small_result` > 0));
CREATE TABLE `qualify` (`window` int PRIMARY KEY);
