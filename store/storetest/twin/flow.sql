-- What each of the paths is at each depth; touchpoints beyond the $2 most
-- frequent ones of a depth are others, outcomes stand after the last one.
CREATE OR REPLACE TEMP TABLE flow AS
WITH told AS (
    SELECT path, depth + i AS d, steps[i + 1] AS id, more AND i = CASE WHEN $1 THEN 0 ELSE len(steps) - 1 END AS more
    FROM (SELECT *, unnest(range(len(steps))) AS i FROM paths)
), ranks AS (
    SELECT d, id, row_number() OVER (PARTITION BY d ORDER BY count(*) DESC, id) AS r FROM told GROUP BY d, id
)
SELECT path, d, CASE WHEN r <= $2 THEN id ELSE '' END AS id, r > $2 AS others, '' AS outcome, more FROM told JOIN ranks USING (d, id)
UNION ALL
SELECT path, depth + len(steps), '', false, outcome, false FROM paths WHERE $1 OR NOT more
