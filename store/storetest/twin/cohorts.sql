-- $1: cohorts begin with a goal.
CREATE OR REPLACE TEMP TABLE cohorts AS
WITH begun AS (
    SELECT customer, min({'t': happened, 'seq': seq, 'inside': inside}) AS f FROM steps WHERE goal OR NOT $1 GROUP BY customer
), buckets AS (
    SELECT bucket, at_ms AS a, lead(at_ms) OVER (ORDER BY bucket) AS b FROM bounds
)
SELECT customer, bucket AS cohort, f.t AS t, b FROM begun JOIN buckets ON f.t >= a AND f.t < b WHERE f.inside;
