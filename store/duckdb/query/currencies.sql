-- What interactions state in money, by currency.
SELECT currency, count(*), sum(value)
FROM touches
WHERE value <> 0 AND type IN ('track', 'page', 'screen')
GROUP BY currency ORDER BY currency
