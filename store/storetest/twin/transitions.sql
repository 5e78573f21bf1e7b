SELECT x.id, y.id, count(*), count(DISTINCT customer), avg(ms) / 1000, quantile_cont(ms, 0.5) / 1000, quantile_cont(ms, 0.9) / 1000,
    y.stage >= 0 AND y.stage < x.stage
FROM pairs JOIN nodes x ON x.node = a JOIN nodes y ON y.node = b, params
WHERE inside AND NOT (collapsed AND a = b)
GROUP BY ALL
