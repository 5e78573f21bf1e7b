-- name: everyone
SELECT DISTINCT customer FROM node WHERE workspace = $1 ORDER BY customer

-- name: named
SELECT DISTINCT customer FROM node WHERE workspace = $1 AND kind <> $2 ORDER BY customer

-- name: with_key
SELECT DISTINCT customer FROM node WHERE workspace = $1 AND kind = $2 AND NOT shared ORDER BY customer

-- name: traits
-- $2 is the trait's name as it stands in the JSON, with its quotes.
SELECT n.customer, s.key, s.traits FROM statement s JOIN node n ON n.workspace = s.workspace AND n.id = s.key
WHERE s.workspace = $1 AND instr(s.traits, $2) > 0 --sqlite
WHERE s.workspace = $1 AND strpos(s.traits, $2) > 0 --postgres
ORDER BY n.customer

-- name: consents
SELECT n.customer, c.purpose, c.channel, c.state, c.at, c.claimed FROM consent c
JOIN node n ON n.workspace = c.workspace AND n.id = c.key
WHERE c.workspace = $1 AND c.purpose = $2
ORDER BY n.customer, c.at DESC, c.id DESC

-- name: tagged
SELECT DISTINCT n.customer FROM tagged g JOIN node n ON n.workspace = g.workspace AND n.id = g.key
WHERE g.workspace = $1 AND g.tag IN {texts $2} ORDER BY n.customer

-- name: everyone_among
SELECT DISTINCT customer FROM node WHERE workspace = $1 AND customer IN {ints $2} ORDER BY customer

-- name: named_among
SELECT DISTINCT customer FROM node WHERE workspace = $1 AND kind <> $2 AND customer IN {ints $3} ORDER BY customer

-- name: with_key_among
SELECT DISTINCT customer FROM node WHERE workspace = $1 AND kind = $2 AND NOT shared AND customer IN {ints $3} ORDER BY customer

-- name: traits_among
SELECT n.customer, s.key, s.traits FROM node n JOIN statement s ON s.workspace = n.workspace AND s.key = n.id
WHERE n.workspace = $1 AND n.customer IN {ints $3}
AND instr(s.traits, $2) > 0 --sqlite
AND strpos(s.traits, $2) > 0 --postgres
ORDER BY n.customer

-- name: consents_among
SELECT n.customer, c.purpose, c.channel, c.state, c.at, c.claimed FROM node n
JOIN consent c ON c.workspace = n.workspace AND c.key = n.id
WHERE n.workspace = $1 AND n.customer IN {ints $3} AND c.purpose = $2
ORDER BY n.customer, c.at DESC, c.id DESC

-- name: tagged_among
SELECT DISTINCT n.customer FROM node n JOIN tagged g ON g.workspace = n.workspace AND g.key = n.id
WHERE n.workspace = $1 AND n.customer IN {ints $3} AND g.tag IN {texts $2} ORDER BY n.customer
