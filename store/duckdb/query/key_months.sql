-- Interactions by the month they happened in, of some keys and of all: ?2 are
-- milliseconds east of UTC, ?3 a currency; money that states none is of it.
WITH told AS (
    SELECT strftime(make_timestamp_ms(happened_at + ?2), '%Y-%m') AS month, key,
        key IN (SELECT unnest(CAST(?1 AS BIGINT[]))) AS theirs,
        CASE WHEN currency IN ('', ?3) THEN value ELSE 0 END AS money
    FROM touches WHERE type IN ('track', 'page', 'screen')
)
SELECT month, count(*) FILTER (theirs), count(*), coalesce(sum(money) FILTER (theirs), 0), sum(money)
FROM told GROUP BY month HAVING count(*) FILTER (theirs) > 0 ORDER BY month
