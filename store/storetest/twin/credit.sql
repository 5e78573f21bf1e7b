-- The touches of paths to a conversion in the period, or of journeys that
-- started in it and were lost, with what they are credited to. (By account, seq
-- has the customer before its six last digits.)
CREATE TABLE IF NOT EXISTS labels (seq BIGINT, label VARCHAR);
DELETE FROM labels;
CREATE TABLE IF NOT EXISTS direct (skips BOOLEAN); -- one row
CREATE OR REPLACE VIEW credited AS
WITH ends AS (
    SELECT j.customer, j.j, j.converted, g.seq AS goal, CASE WHEN j.converted THEN g.value ELSE 0 END AS money
    FROM journeys j JOIN steps g ON g.customer = j.customer AND g.seq = j.last.seq
    WHERE j.converted AND g.inside OR j.lost AND j.first.inside
), told AS (
    SELECT e.*, s.seq, s.happened, label, count(*) OVER (PARTITION BY e.customer, e.j) AS touches
    FROM ends e JOIN steps s USING (customer, j) JOIN labels l ON l.seq = s.seq % 1000000
), ways AS (
    SELECT *, count(*) FILTER (label <> '') OVER (PARTITION BY customer, j) AS known
    FROM told WHERE NOT (converted AND seq = goal) OR touches = 1
), kept AS (
    SELECT *, lead(label) OVER (PARTITION BY customer, j ORDER BY happened, seq) AS after
    FROM ways WHERE NOT coalesce((SELECT skips FROM direct), false) OR label <> '' OR known = 0
)
SELECT customer, j, converted, money, happened, seq, label, row_number() OVER (PARTITION BY customer, j ORDER BY happened, seq) AS i,
    count(*) OVER (PARTITION BY customer, j) AS n, max(happened) OVER (PARTITION BY customer, j) AS until
FROM kept, params WHERE NOT (collapsed AND coalesce(after = label, false))
