-- The twins' tables: touches with their customer and node as of now, and one
-- plan's choices. The views say what package measure's definitions say.
CREATE TABLE touches (customer BIGINT, happened BIGINT, seq BIGINT, name VARCHAR, channel VARCHAR, source VARCHAR,
    node INTEGER, value BIGINT, duration BIGINT, counts BOOLEAN, held VARCHAR, order_id VARCHAR, lead VARCHAR, came BOOLEAN);
CREATE TABLE nodes (node INTEGER, id VARCHAR, stage INTEGER, goal BOOLEAN);
CREATE VIEW sided AS SELECT *, coalesce(stage > (SELECT max(stage) FROM nodes WHERE goal AND stage >= 0), false) AS behind FROM nodes;
CREATE TABLE bounds (bucket INTEGER, at_ms BIGINT);
CREATE TABLE params (from_ms BIGINT, to_ms BIGINT, now_ms BIGINT, silence BIGINT, next_window BIGINT, funnel_window BIGINT,
    collapsed BOOLEAN, channel VARCHAR, source VARCHAR, status VARCHAR, everybody BOOLEAN, first_lead VARCHAR, last_lead VARCHAR);
CREATE TABLE members (customer BIGINT);
CREATE TABLE grouped (customer BIGINT, happened BIGINT, seq BIGINT, account VARCHAR);

CREATE VIEW firsts AS
SELECT customer, min({'t': happened, 'seq': seq, 'channel': t.channel, 'source': t.source, 'lead': t.lead}) AS f,
    max({'t': happened, 'seq': seq, 'lead': t.lead}) FILTER (came) AS l,
    count(*) FILTER (happened >= from_ms AND happened < to_ms) AS inside
FROM touches t, params GROUP BY customer;

-- Touches of the chosen customers.
CREATE VIEW chosen AS
SELECT t.*, t.happened >= p.from_ms AND t.happened < p.to_ms AND t.counts AS inside
FROM touches t JOIN firsts USING (customer), params p
WHERE (p.everybody OR customer IN (SELECT customer FROM members)) AND (p.channel = '' OR p.channel = f.channel) AND (p.source = '' OR p.source = f.source)
    AND (p.first_lead = '' OR p.first_lead = f.lead) AND (p.last_lead = '' OR p.last_lead = coalesce(l.lead, f.lead))
    AND CASE p.status
        WHEN 'new' THEN f.t >= p.from_ms AND f.t < p.to_ms
        WHEN 'returning' THEN f.t < p.from_ms AND firsts.inside > 0
        ELSE true END;

-- Touches with a node, and the numbers of their journey and of their approach
-- to a goal within the customer. A touch up to the goal's stage begins a journey
-- when the one before it up to there, without a silence between, was a goal.
CREATE VIEW steps AS
WITH mapped AS (
    SELECT c.*, n.stage, n.goal, n.behind FROM chosen c JOIN sided n USING (node)
), silences AS (
    SELECT mapped.*, coalesce(lag(goal) OVER along, false) AS after_goal, coalesce(happened - lag(happened) OVER along >= silence, false) AS silent
    FROM mapped, params WINDOW along AS (PARTITION BY customer ORDER BY happened, seq)
), runs AS (
    SELECT *, sum(silent::INTEGER) OVER (PARTITION BY customer ORDER BY happened, seq) AS run FROM silences
), cuts AS (
    SELECT *, silent OR after_goal AS approach_cut, silent OR NOT behind AND coalesce(last_value(CASE WHEN NOT behind THEN goal END IGNORE NULLS)
        OVER (PARTITION BY customer, run ORDER BY happened, seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS cut
    FROM runs
)
SELECT * EXCLUDE (cut, approach_cut, silent, after_goal, run), sum(cut::INTEGER) OVER so_far AS j, sum(approach_cut::INTEGER) OVER so_far AS approach
FROM cuts WINDOW so_far AS (PARTITION BY customer ORDER BY happened, seq);

CREATE VIEW journeys AS
WITH ends AS (
    SELECT customer, j, min({'t': happened, 'seq': seq, 'inside': inside, 'counts': counts}) AS first,
        max({'t': happened, 'seq': seq, 'node': node, 'inside': inside}) AS last,
        max({'t': happened, 'seq': seq}) FILTER (goal) AS won, bool_and(behind) AS behind, bool_or(inside) AS inside
    FROM steps GROUP BY customer, j
), closings AS (
    SELECT ends.*, won IS NOT NULL AS converted, j < max(j) OVER (PARTITION BY customer) OR now_ms - last.t >= silence AS closed
    FROM ends, params
)
SELECT * EXCLUDE behind, NOT converted AND behind AS care, NOT converted AND NOT behind AND closed AS lost,
    NOT converted AND NOT behind AND NOT closed AS still_open
FROM closings;

-- What each goal touch brings: its value, less what was given back of it, but
-- not below zero. A refund is of the goal with its order, the latest before it or
-- else the first after it; without one of the latest before it, unless that is of another order.
CREATE VIEW conversions AS
WITH marked AS (
    SELECT c.customer, {'t': c.happened, 'seq': c.seq} AS place, c.seq, c.value, c.order_id, coalesce(n.goal, false) AS goal
    FROM chosen c LEFT JOIN nodes n USING (node)
), refunds AS (
    SELECT * FROM marked WHERE NOT goal AND value < 0
), matches AS (
    SELECT r.customer, r.seq, r.value,
        coalesce(max(g.place) FILTER (g.order_id = r.order_id AND r.order_id <> '' AND g.place < r.place),
            min(g.place) FILTER (g.order_id = r.order_id AND r.order_id <> '')) AS same,
        arg_max({'place': g.place, 'order_id': g.order_id}, g.place) FILTER (g.place < r.place) AS latest, any_value(r.order_id) AS order_id
    FROM refunds r JOIN marked g ON g.customer = r.customer AND g.goal GROUP BY r.customer, r.seq, r.value
), given AS (
    SELECT customer, coalesce(same, CASE WHEN order_id = '' OR latest.order_id = '' THEN latest.place END) AS place, sum(value) AS refunded
    FROM matches GROUP BY ALL
)
SELECT customer, seq, greatest(least(value, 0), value + coalesce(refunded, 0)) AS money
FROM marked LEFT JOIN given USING (customer, place) WHERE goal;

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

-- Touches in a row at one touchpoint, each less than a day after the one before.
CREATE VIEW visits AS
WITH turns AS (
    SELECT *, lead(happened) OVER row AS next_at,
        CASE WHEN lag(node) OVER row = node AND happened - lag(happened) OVER row < 86400000 THEN 0 ELSE 1 END AS turn
    FROM steps WINDOW row AS (PARTITION BY customer, j ORDER BY happened, seq)
), numbered AS (
    SELECT *, sum(turn) OVER (PARTITION BY customer, j ORDER BY happened, seq) AS visit FROM turns
)
SELECT customer, j, node, min({'t': happened, 'seq': seq, 'counts': counts}) AS f, max({'t': happened, 'seq': seq, 'next_at': next_at}) AS l
FROM numbered WHERE NOT goal AND NOT behind GROUP BY customer, j, node, visit;

-- A touch and the one directly after it in the same journey.
CREATE VIEW pairs AS
SELECT customer, node AS a, lead(node) OVER w AS b, inside, lead(happened) OVER w - happened AS ms
FROM steps WINDOW w AS (PARTITION BY customer, j ORDER BY happened, seq)
QUALIFY b IS NOT NULL;
