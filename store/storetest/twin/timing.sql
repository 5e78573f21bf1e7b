-- $1 is the node that counting starts at, -1 for any.
CREATE OR REPLACE TEMP TABLE timed AS
WITH origins AS (
    SELECT customer, j, min({'t': happened, 'seq': steps.seq, 'inside': steps.inside}) AS o
    FROM steps JOIN journeys USING (customer, j)
    WHERE ($1 < 0 OR node = $1) AND NOT care AND (NOT converted OR (happened, steps.seq) <= (won.t, won.seq)) GROUP BY customer, j
)
SELECT customer, j, converted, lost,
    CASE WHEN converted THEN won.t ELSE greatest(now_ms, last.t) END - o.t AS ms
FROM origins JOIN journeys USING (customer, j), params WHERE o.inside;
