-- What the questions about the map's order look at: touches of the journeys
-- that started in the period, each with the touch before and with the last
-- stage before.
CREATE OR REPLACE TEMP TABLE reality AS
SELECT s.customer, s.j, s.node, s.stage, s.happened, lag(s.node) OVER w AS was, s.happened - lag(s.happened) OVER w AS ms,
    last_value(CASE WHEN s.stage >= 0 THEN s.stage END IGNORE NULLS)
        OVER (PARTITION BY s.customer, s.j ORDER BY s.happened, s.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS stage_before
FROM steps s JOIN journeys j USING (customer, j) WHERE j.first.inside AND NOT j.care
WINDOW w AS (PARTITION BY s.customer, s.j ORDER BY s.happened, s.seq);

CREATE OR REPLACE TEMP TABLE conformance AS
WITH each AS (
    SELECT customer, j, coalesce(bool_or(stage >= 0 AND stage < stage_before), false) AS back,
        min(stage) FILTER (stage >= 0) AS lo, max(stage) AS hi, list(DISTINCT stage) AS stages
    FROM reality GROUP BY customer, j
), used AS (SELECT DISTINCT stage AS s FROM nodes WHERE stage >= 0)
SELECT customer, j, back, s, NOT list_contains(stages, s) AS without
FROM each LEFT JOIN used ON s > lo AND s < hi
