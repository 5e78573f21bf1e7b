SELECT count(DISTINCT customer) FILTER (inside), count(*) FILTER (inside) FROM chosen
