-- $1 is the half-life in milliseconds.
WITH weights AS (
    SELECT *, pow(2, -(until - happened) / $1) AS weight,
        CASE WHEN n <= 2 THEN 1.0 / n WHEN i = 1 OR i = n THEN 0.4 ELSE 0.2 / (n - 2) END AS place
    FROM credited
), shares AS (
    SELECT customer, j, label, converted, money, count(*) FILTER (i = 1) AS first, count(*) FILTER (i = n) AS last,
        count(*) / any_value(n) AS linear, sum(weight) AS weight, sum(place) AS place
    FROM weights GROUP BY customer, j, label, converted, money
), models AS (
    SELECT *, weight / sum(weight) OVER (PARTITION BY customer, j) AS decay, 1.0 / count(*) OVER (PARTITION BY customer, j) AS shapley
    FROM shares
)
SELECT label, count(*) FILTER (converted), count(*) FILTER (NOT converted),
    coalesce(sum(first) FILTER (converted), 0)::DOUBLE, coalesce(sum(first * money) FILTER (converted), 0) / 1000,
    coalesce(sum(last) FILTER (converted), 0)::DOUBLE, coalesce(sum(last * money) FILTER (converted), 0) / 1000,
    coalesce(sum(linear) FILTER (converted), 0), coalesce(sum(linear * money) FILTER (converted), 0) / 1000,
    coalesce(sum(decay) FILTER (converted), 0), coalesce(sum(decay * money) FILTER (converted), 0) / 1000,
    coalesce(sum(place) FILTER (converted), 0)::DOUBLE, coalesce(sum(place * money) FILTER (converted), 0)::DOUBLE / 1000,
    coalesce(sum(shapley) FILTER (converted), 0)::DOUBLE, coalesce(sum(shapley * money) FILTER (converted), 0)::DOUBLE / 1000
FROM models GROUP BY label
