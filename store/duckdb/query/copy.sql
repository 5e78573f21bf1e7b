-- A stretch of touches into the file that takes this one's place: those that
-- were edited as they are now. What was removed since they were read stays so.
INSERT INTO rewritten.touches
SELECT * FROM (
    SELECT * FROM touches WHERE seq > ?1 AND seq <= ?2 AND seq NOT IN (SELECT seq FROM rewritten.edited)
    UNION ALL
    SELECT * FROM rewritten.kept WHERE seq > ?1 AND seq <= ?2 AND seq IN (SELECT seq FROM touches)
) ORDER BY seq
