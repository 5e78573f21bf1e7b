-- The paths of journeys, one row each: $1 and $2 are the start's and the end's
-- node (-1: anywhere, -2: any goal), $3 the depth, $4 whether the last touchpoints are told.
CREATE OR REPLACE TEMP TABLE paths AS
WITH numbered AS (
    SELECT customer, j, happened, node, goal, inside, row_number() OVER w AS i, lag(node) OVER w AS was
    FROM steps WINDOW w AS (PARTITION BY customer, j ORDER BY happened, seq)
), starts AS (
    SELECT customer, j, min({'i': i, 't': happened, 'inside': inside}) AS a
    FROM numbered WHERE $1 = -1 OR node = $1 GROUP BY customer, j
), ends AS (
    SELECT customer, j, a, CASE WHEN $2 = -1 THEN max({'i': i, 't': happened}) ELSE min({'i': i, 't': happened})
        FILTER ((node = $2 OR $2 = -2 AND goal) AND (i > a.i OR $1 = -1) AND NOT (collapsed AND i > a.i AND was = node)) END AS b
    FROM numbered JOIN starts USING (customer, j), params WHERE i >= a.i GROUP BY customer, j, a
), sequences AS (
    SELECT customer, j, b.t - a.t AS ms, list(id ORDER BY i) FILTER (i = a.i OR NOT collapsed OR was <> node) AS steps
    FROM numbered JOIN ends USING (customer, j) JOIN nodes USING (node), params
    WHERE a.inside AND b IS NOT NULL AND i BETWEEN a.i AND b.i GROUP BY customer, j, a, b
)
SELECT row_number() OVER () AS path, customer, ms,
    CASE WHEN $4 THEN steps[-$3:] ELSE steps[:$3] END AS steps, len(steps) > $3 AS more,
    CASE WHEN converted THEN 'converted' WHEN lost THEN 'lost' WHEN care THEN 'care' ELSE 'open' END AS outcome,
    CASE WHEN $4 THEN greatest($3 - len(steps), 0) ELSE 0 END AS depth
FROM sequences JOIN journeys USING (customer, j)
