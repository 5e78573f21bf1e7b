-- name: put
INSERT INTO provider (workspace, issuer, client, secret, domains, newcomers, only_so) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (workspace) DO UPDATE SET issuer = excluded.issuer, client = excluded.client, secret = excluded.secret,
    domains = excluded.domains, newcomers = excluded.newcomers, only_so = excluded.only_so

-- name: one
SELECT workspace, issuer, client, secret, domains, newcomers, only_so FROM provider WHERE workspace = $1

-- name: all
SELECT workspace, issuer, client, secret, domains, newcomers, only_so FROM provider ORDER BY workspace

-- name: delete
DELETE FROM provider WHERE workspace = $1

-- name: linked
SELECT user_id FROM provider_link WHERE issuer = $1 AND subject = $2

-- name: links
SELECT count(*) FROM provider_link WHERE user_id = $1

-- name: linked_at
SELECT count(*) FROM provider_link WHERE user_id = $1 AND issuer = $2

-- name: link
INSERT INTO provider_link (issuer, subject, user_id, created_at) VALUES ($1, $2, $3, $4)

-- name: join
INSERT INTO member (workspace, user_id, role) VALUES ($1, $2, $3)
ON CONFLICT (workspace, user_id) DO UPDATE SET invited_as = ''

-- name: subjects
SELECT issuer || ' ' || subject FROM provider_link WHERE user_id = $1

-- name: remember
INSERT INTO removed (workspace, who, at) VALUES ($1, $2, $3) ON CONFLICT (workspace, who) DO UPDATE SET at = excluded.at

-- name: removed
SELECT count(*) FROM removed WHERE workspace = $1 AND (who = $2 OR who = $3)

-- name: forget
DELETE FROM removed WHERE workspace = $1 AND who = $2
