-- How long after it happened each live touch was received, in classes: ahead by ten
-- minutes, off by the zone (?2 ms, ten minutes either way), later than an hour. What is told
-- after a week is history being filled in.
WITH lags AS (
    SELECT source, seq, received_at, received_at - happened_at AS lag
    FROM touches WHERE received_at >= ?1 AND coalesce(import, '') = '' AND type IN ('track', 'page', 'screen')
), classes AS (
    SELECT source, seq, received_at, CASE WHEN lag < -600000 THEN 'future'
        WHEN ?2 <> 0 AND abs(lag - ?2) <= 600000 THEN 'zone' WHEN lag BETWEEN 3600001 AND 604800000 THEN 'late' ELSE '' END AS class
    FROM lags
)
SELECT source, class, count(*), min(received_at), array_to_string(max(seq, 3), ',')
FROM classes GROUP BY ALL ORDER BY ALL
