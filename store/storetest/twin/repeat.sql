-- From the first goal of the customers in the table cohorts to the second.
CREATE OR REPLACE TEMP TABLE timed AS
WITH goals AS (
    SELECT customer, happened, row_number() OVER (PARTITION BY customer ORDER BY happened, seq) AS i,
        lead(happened) OVER (PARTITION BY customer ORDER BY happened, seq) AS again
    FROM steps JOIN cohorts USING (customer) WHERE goal
)
SELECT coalesce(again - happened, greatest(0, now_ms - happened)) AS ms, again IS NOT NULL AS converted FROM goals, params WHERE i = 1;
