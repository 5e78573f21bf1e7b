-- Milliseconds in each stage of the closed ones of the journeys in the table timed.
WITH spans AS (
    SELECT customer, j, stage, lead(happened) OVER (PARTITION BY customer, j ORDER BY happened, seq) - happened AS ms
    FROM steps
)
SELECT stage, coalesce(sum(spans.ms), 0) AS stay
FROM spans JOIN timed USING (customer, j)
WHERE stage >= 0 AND (converted OR lost)
GROUP BY stage, customer, j ORDER BY stage, stay
