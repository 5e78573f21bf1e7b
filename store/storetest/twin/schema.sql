-- The twins' tables: touches with their customer and node as of now, and one
-- plan's choices. The views say what package measure's definitions say.
CREATE TABLE touches (customer BIGINT, happened BIGINT, seq BIGINT, name VARCHAR, channel VARCHAR, source VARCHAR,
    node INTEGER, value BIGINT, duration BIGINT, counts BOOLEAN, held VARCHAR);
CREATE TABLE nodes (node INTEGER, id VARCHAR, stage INTEGER, goal BOOLEAN);
CREATE TABLE bounds (bucket INTEGER, at_ms BIGINT);
CREATE TABLE params (from_ms BIGINT, to_ms BIGINT, now_ms BIGINT, silence BIGINT, next_window BIGINT, funnel_window BIGINT,
    collapsed BOOLEAN, channel VARCHAR, source VARCHAR, status VARCHAR, everybody BOOLEAN);
CREATE TABLE members (customer BIGINT);
CREATE TABLE grouped (customer BIGINT, happened BIGINT, seq BIGINT, account VARCHAR);

CREATE VIEW firsts AS
SELECT customer, min({'t': happened, 'seq': seq, 'channel': t.channel, 'source': t.source}) AS f,
    count(*) FILTER (happened >= from_ms AND happened < to_ms) AS inside
FROM touches t, params GROUP BY customer;

-- Touches of the chosen customers.
CREATE VIEW chosen AS
SELECT t.*, t.happened >= p.from_ms AND t.happened < p.to_ms AND t.counts AS inside
FROM touches t JOIN firsts USING (customer), params p
WHERE (p.everybody OR customer IN (SELECT customer FROM members)) AND (p.channel = '' OR p.channel = f.channel) AND (p.source = '' OR p.source = f.source)
    AND CASE p.status
        WHEN 'new' THEN f.t >= p.from_ms AND f.t < p.to_ms
        WHEN 'returning' THEN f.t < p.from_ms AND firsts.inside > 0
        ELSE true END;

-- Touches with a node, and the number of their journey within the customer.
CREATE VIEW steps AS
WITH mapped AS (
    SELECT c.*, n.stage, n.goal FROM chosen c JOIN nodes n USING (node)
), cuts AS (
    SELECT mapped.*, CASE WHEN lag(goal) OVER w OR happened - lag(happened) OVER w >= silence THEN 1 ELSE 0 END AS cut
    FROM mapped, params WINDOW w AS (PARTITION BY customer ORDER BY happened, seq)
)
SELECT * EXCLUDE cut, sum(cut) OVER (PARTITION BY customer ORDER BY happened, seq) AS j FROM cuts;

CREATE VIEW journeys AS
WITH ends AS (
    SELECT customer, j, min({'t': happened, 'seq': seq, 'inside': inside, 'counts': counts}) AS first,
        max({'t': happened, 'seq': seq, 'node': node, 'goal': goal, 'inside': inside}) AS last, bool_or(inside) AS inside
    FROM steps GROUP BY customer, j
)
SELECT ends.*, last.goal AS converted,
    NOT last.goal AND (j < max(j) OVER (PARTITION BY customer) OR now_ms - last.t >= silence) AS lost
FROM ends, params;

-- Of touches in the period: whether a later stage or a goal came within the window (went), or ever (far).
CREATE VIEW progress AS
SELECT t.customer, t.j, t.happened, t.seq, t.node, t.stage,
    t.goal OR coalesce(bool_or(u.happened - t.happened < next_window), false) AS went,
    t.goal OR count(u.seq) > 0 AS far
FROM steps t CROSS JOIN params
LEFT JOIN steps u ON u.customer = t.customer AND u.j = t.j AND (u.happened, u.seq) > (t.happened, t.seq)
    AND (u.goal OR t.stage >= 0 AND u.stage > t.stage)
WHERE t.inside
GROUP BY t.customer, t.j, t.happened, t.seq, t.node, t.stage, t.goal;

-- A touch and the one directly after it in the same journey.
CREATE VIEW pairs AS
SELECT customer, node AS a, lead(node) OVER w AS b, inside, lead(happened) OVER w - happened AS ms
FROM steps WINDOW w AS (PARTITION BY customer, j ORDER BY happened, seq)
QUALIFY b IS NOT NULL;
