SELECT name, count(*), count(DISTINCT customer) FROM chosen WHERE inside GROUP BY name
