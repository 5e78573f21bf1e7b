-- $1: coming back is a goal; $2: rolling. Cohort, its size (bucket -1) or a bucket and who came back.
WITH buckets AS (
    SELECT bucket, at_ms AS a, lead(at_ms) OVER (ORDER BY bucket) AS b FROM bounds
), came AS (
    SELECT DISTINCT cohort, c.customer, bucket
    FROM cohorts c JOIN steps s USING (customer) JOIN buckets k ON happened >= k.a AND happened < k.b
    WHERE bucket > cohort AND (goal OR NOT $1)
), counted AS (
    SELECT * FROM came QUALIFY NOT $2 OR bucket = max(bucket) OVER (PARTITION BY customer)
)
SELECT cohort, bucket, count(*) FROM counted GROUP BY ALL
UNION ALL SELECT cohort, -1, count(*) FROM cohorts GROUP BY ALL
