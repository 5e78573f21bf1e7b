-- When each key touched last, and how often: of some keys, or of all.
SELECT key, max(happened_at), count(*) FROM touches
WHERE ?1 OR key IN (SELECT unnest(CAST(?2 AS BIGINT[])))
GROUP BY key
