SELECT field AS said FROM touches
WHERE said IN (SELECT unnest(string_split(?1, chr(31)))) AND key NOT IN (SELECT unnest(CAST(?2 AS BIGINT[])))
GROUP BY said HAVING count(DISTINCT key) >= ?3
