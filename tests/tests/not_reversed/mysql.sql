CREATE TABLE o (id int PRIMARY KEY, k int NOT NULL DEFAULT 0, note varchar(20));
CREATE TABLE p (
    id int AUTO_INCREMENT PRIMARY KEY,
    t varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'a',
    n int,
    m int DEFAULT 7,
    `ñ` int AS (n + m * 7) STORED,
    low varchar(20) AS (lower(t)),
    r int,
    CONSTRAINT n_is CHECK (n > 0 AND n < 7),
    CONSTRAINT m_is CHECK (m >= 0 OR m IS NULL),
    CONSTRAINT both_of CHECK (n <> m AND n + 1 > m - 7),
    FOREIGN KEY (r) REFERENCES o (id) ON DELETE CASCADE,
    UNIQUE KEY n_m (n, m)
);
CREATE INDEX p_t ON p (t DESC, n);
CREATE UNIQUE INDEX p_n ON p (n);
CREATE VIEW v AS SELECT DISTINCT p.t, p.n + 1 AS more, o.k FROM p LEFT JOIN o ON o.id = p.r
    WHERE p.n > 7 AND o.k IS NOT NULL ORDER BY p.n DESC;
CREATE VIEW w AS SELECT n FROM p WHERE n < m UNION ALL SELECT k FROM o WHERE k = 1;
CREATE VIEW x AS SELECT t, min(n) AS first, sum(m) AS total FROM p GROUP BY t HAVING sum(m) >= 1;
CREATE TRIGGER p_new AFTER INSERT ON p FOR EACH ROW
    UPDATE o SET k = k + NEW.n WHERE id = NEW.r AND k < 7;
CREATE TRIGGER p_old BEFORE UPDATE ON p FOR EACH ROW
    SET NEW.m = IF(OLD.n <> NEW.n AND OLD.m IS NOT NULL, OLD.m + 1, NEW.m);
CREATE FUNCTION more(a int) RETURNS int DETERMINISTIC NO SQL RETURN a + 1;
