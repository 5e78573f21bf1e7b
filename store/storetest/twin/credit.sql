-- The touches of approaches to a conversion in the period, or of those that
-- started in it and were in vain, with what they are credited to. (By account, seq
-- has the customer before its six last digits.)
CREATE TABLE IF NOT EXISTS labels (seq BIGINT, label VARCHAR);
DELETE FROM labels;
CREATE TABLE IF NOT EXISTS direct (skips BOOLEAN); -- one row
CREATE OR REPLACE VIEW credited AS
WITH ends AS (
    SELECT a.customer, approach AS j, last.goal AS converted, last.seq AS goal, coalesce(c.money, 0) AS money
    FROM (
        SELECT customer, approach, min({'t': happened, 'seq': seq, 'inside': inside}) AS first,
            max({'t': happened, 'seq': seq, 'goal': goal, 'inside': inside}) AS last,
            max(approach) OVER (PARTITION BY customer) AS latest
        FROM steps GROUP BY customer, approach
    ) a LEFT JOIN conversions c ON c.customer = a.customer AND c.seq = last.seq, params
    WHERE CASE WHEN last.goal THEN last.inside ELSE first.inside AND (approach < latest OR now_ms - last.t >= silence) END
), told AS (
    SELECT e.*, s.seq, s.happened, label, count(*) OVER (PARTITION BY e.customer, e.j) AS touches
    FROM ends e JOIN steps s ON s.customer = e.customer AND s.approach = e.j JOIN labels l ON l.seq = s.seq % 1000000
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
