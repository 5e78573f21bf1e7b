-- Of each conversion with an approach: how long it took after its last silence
-- of so many ms, and whether it had one; without an approach both are NULL. And
-- whether a goal is before it.
WITH rounds AS (
    SELECT customer, happened, seq, goal, behind, inside, happened - lag(happened) OVER w AS gap,
        coalesce(sum(goal::INTEGER) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS round
    FROM steps WINDOW w AS (PARTITION BY customer ORDER BY happened, seq)
), longest AS (
    SELECT *, max(gap) OVER (PARTITION BY customer, round ORDER BY happened DESC, seq DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS silence
    FROM rounds
)
SELECT CASE WHEN count(t.seq) > 0 THEN g.happened - coalesce(min(t.happened) FILTER (t.silence < ?1), g.happened) END,
    max(t.silence) >= ?1, g.round > 0
FROM longest g LEFT JOIN longest t ON t.customer = g.customer AND t.round = g.round AND NOT t.goal AND NOT t.behind
WHERE g.goal AND g.inside
GROUP BY g.customer, g.round, g.happened
