-- name: count_users
SELECT count(*) FROM users

-- name: lock_users
LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE --postgres
SELECT 1 --sqlite

-- name: insert_user
INSERT INTO users (id, email, name, password_hash, language, theme, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: insert_user_when_new
INSERT INTO users (id, email, name, password_hash, language, theme, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO NOTHING

-- name: update_user
UPDATE users SET email = $2, name = $3, password_hash = $4, language = $5, theme = $6 WHERE id = $1

-- name: user
SELECT id, email, name, password_hash, language, theme, created_at FROM users WHERE id = $1

-- name: user_by_email
SELECT id, email, name, password_hash, language, theme, created_at FROM users WHERE email = $1

-- name: insert_workspace
INSERT INTO workspace (id, name, time_zone, currency, properties, excluded_referrers, demo, created_at, rates, sights, second_step,
    lead_groups, exclusions)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: put_workspace
INSERT INTO workspace (id, name, time_zone, currency, properties, excluded_referrers, demo, created_at, rates, sights, second_step,
    lead_groups, exclusions)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (id) DO UPDATE SET name = excluded.name

-- name: update_workspace
UPDATE workspace SET name = $2, time_zone = $3, currency = $4, properties = $5, excluded_referrers = $6, demo = $7,
    rates = $8, sights = $9, second_step = $10, lead_groups = $11, exclusions = $12
WHERE id = $1

-- name: workspace
SELECT id, name, time_zone, currency, properties, excluded_referrers, demo, created_at, rates, sights, second_step, lead_groups,
    exclusions, archived_at
FROM workspace WHERE id = $1

-- name: workspaces
SELECT id, name, time_zone, currency, properties, excluded_referrers, demo, created_at, rates, sights, second_step, lead_groups,
    exclusions, archived_at
FROM workspace ORDER BY created_at, id

-- name: lock_workspace
SELECT id FROM workspace WHERE id = $1
FOR UPDATE --postgres

-- name: put_member
INSERT INTO member (workspace, user_id, role) VALUES ($1, $2, $3)
ON CONFLICT (workspace, user_id) DO UPDATE SET role = excluded.role

-- name: invite_member
INSERT INTO member (workspace, user_id, role, invited_as, department, sight) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (workspace, user_id) DO UPDATE SET role = excluded.role, invited_as = excluded.invited_as, department = excluded.department,
    sight = excluded.sight
WHERE member.invited_as <> ''

-- name: accept_member
UPDATE member SET invited_as = '' WHERE workspace = $1 AND user_id = $2

-- name: delete_user_when_unused
DELETE FROM users WHERE id = $1 AND password_hash = ''
AND NOT EXISTS (SELECT 1 FROM member WHERE user_id = $1)

-- name: first_password
UPDATE users SET name = $2, password_hash = $3 WHERE id = $1 AND password_hash = ''

-- name: email_of
SELECT email FROM users WHERE id = $1

-- name: delete_member
DELETE FROM member WHERE workspace = $1 AND user_id = $2

-- name: owners
SELECT user_id FROM member WHERE workspace = $1 AND role = 'owner' AND invited_as = ''

-- name: members
SELECT u.id, u.email, CASE m.invited_as WHEN '' THEN u.name ELSE m.invited_as END, u.password_hash, u.language, u.theme, u.created_at,
       m.workspace, m.role, m.invited_as <> '', m.department, COALESCE(d.name, ''), COALESCE(d.sight, ''), m.sight, t.user_id IS NOT NULL,
       w.sights, w.second_step, w.demo, w.archived_at <> 0,
       COALESCE(p.issuer || ' ' || p.client, ''), COALESCE(p.domains, '[]'), COALESCE(p.only_so, FALSE)
FROM member m JOIN users u ON u.id = m.user_id JOIN workspace w ON w.id = m.workspace
LEFT JOIN totp t ON t.user_id = m.user_id AND t.confirmed
LEFT JOIN provider p ON p.workspace = m.workspace
LEFT JOIN department d ON d.workspace = m.workspace AND d.id = m.department
WHERE m.workspace = $1 ORDER BY u.created_at, u.id

-- name: memberships
SELECT u.id, u.email, u.name, u.password_hash, u.language, u.theme, u.created_at,
       m.workspace, m.role, m.invited_as <> '', m.department, COALESCE(d.name, ''), COALESCE(d.sight, ''), m.sight, t.user_id IS NOT NULL,
       w.sights, w.second_step, w.demo, w.archived_at <> 0,
       COALESCE(p.issuer || ' ' || p.client, ''), COALESCE(p.domains, '[]'), COALESCE(p.only_so, FALSE)
FROM member m JOIN users u ON u.id = m.user_id JOIN workspace w ON w.id = m.workspace
LEFT JOIN totp t ON t.user_id = m.user_id AND t.confirmed
LEFT JOIN provider p ON p.workspace = m.workspace
LEFT JOIN department d ON d.workspace = m.workspace AND d.id = m.department
WHERE m.user_id = $1 AND m.invited_as = '' ORDER BY w.created_at, w.id

-- name: insert_session
INSERT INTO session (token_hash, user_id, workspace, created_at, last_seen, expires_at, agent, address, way, provider)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: delete_expired_sessions
DELETE FROM session WHERE user_id = $1 AND expires_at < $2

-- name: session
SELECT token_hash, user_id, workspace, created_at, last_seen, expires_at, agent, address, way, provider FROM session WHERE token_hash = $1

-- name: sessions
SELECT token_hash, user_id, workspace, created_at, last_seen, expires_at, agent, address, way, provider FROM session
WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen DESC, token_hash

-- name: touch_session
UPDATE session SET workspace = $2, last_seen = $3, expires_at = $4 WHERE token_hash = $1

-- name: delete_session
DELETE FROM session WHERE token_hash = $1

-- name: delete_user_sessions
DELETE FROM session WHERE user_id = $1 AND token_hash <> $2

-- name: delete_member_sessions
DELETE FROM session WHERE workspace = $1 AND user_id = $2

-- name: insert_invitation
INSERT INTO invitation (hash, workspace, user_id, expires_at) VALUES ($1, $2, $3, $4)

-- name: invitation
SELECT hash, workspace, user_id, expires_at FROM invitation WHERE hash = $1

-- name: delete_invitation
DELETE FROM invitation WHERE hash = $1 AND workspace = $2 AND user_id = $3

-- name: delete_member_invitations
DELETE FROM invitation WHERE workspace = $1 AND user_id = $2

-- name: insert_api_key
INSERT INTO api_key (id, workspace, name, hash, prefix, role, maker, parent, created_at, expires_at, last_used, scopes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: api_keys
SELECT k.id, k.workspace, k.name, k.hash, k.prefix, k.role, k.maker, COALESCE(u.name, ''), COALESCE(m.role, ''),
       k.parent, k.created_at, k.expires_at, k.last_used, k.scopes, COALESCE(w.sights, '{}'), COALESCE(w.archived_at <> 0, FALSE),
       COALESCE(d.sight, ''), COALESCE(m.sight, '')
FROM api_key k
LEFT JOIN workspace w ON w.id = k.workspace
LEFT JOIN users u ON u.id = k.maker
LEFT JOIN member m ON m.workspace = k.workspace AND m.user_id = k.maker AND m.invited_as = ''
LEFT JOIN department d ON d.workspace = m.workspace AND d.id = m.department
WHERE k.workspace = $1 ORDER BY k.created_at, k.id

-- name: api_key_by_hash
SELECT k.id, k.workspace, k.name, k.hash, k.prefix, k.role, k.maker, COALESCE(u.name, ''), COALESCE(m.role, ''),
       k.parent, k.created_at, k.expires_at, k.last_used, k.scopes, COALESCE(w.sights, '{}'), COALESCE(w.archived_at <> 0, FALSE),
       COALESCE(d.sight, ''), COALESCE(m.sight, '')
FROM api_key k
LEFT JOIN workspace w ON w.id = k.workspace
LEFT JOIN users u ON u.id = k.maker
LEFT JOIN member m ON m.workspace = k.workspace AND m.user_id = k.maker AND m.invited_as = ''
LEFT JOIN department d ON d.workspace = m.workspace AND d.id = m.department
WHERE k.hash = $1

-- name: touch_api_key
UPDATE api_key SET last_used = $2 WHERE id = $1

-- name: delete_api_key
DELETE FROM api_key WHERE workspace = $1 AND id = $2

-- name: delete_api_keys_of_key
DELETE FROM api_key WHERE workspace = $1 AND parent = $2

-- name: keep_text
INSERT INTO kept_text (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING

-- name: kept_text
SELECT value FROM kept_text WHERE name = $1

-- name: delete_reset_links
DELETE FROM reset_link WHERE user_id = $1

-- name: insert_reset_link
INSERT INTO reset_link (hash, user_id, expires_at) VALUES ($1, $2, $3)

-- name: reset_link
SELECT hash, user_id, expires_at FROM reset_link WHERE hash = $1

-- name: use_reset_link
DELETE FROM reset_link WHERE hash = $1 AND user_id = $2

-- name: set_password
UPDATE users SET password_hash = $2 WHERE id = $1

-- name: totp
SELECT user_id, secret, confirmed, last_step FROM totp WHERE user_id = $1

-- name: totps
SELECT user_id, secret, confirmed, last_step FROM totp ORDER BY user_id

-- name: replace_secret
UPDATE totp SET secret = $3 WHERE user_id = $1 AND secret = $2

-- name: put_totp
INSERT INTO totp (user_id, secret, confirmed, last_step) VALUES ($1, $2, FALSE, 0)
ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0 WHERE NOT totp.confirmed

-- name: confirm_totp
UPDATE totp SET confirmed = TRUE WHERE user_id = $1 AND NOT confirmed

-- name: delete_totp
DELETE FROM totp WHERE user_id = $1

-- name: take_step
UPDATE totp SET last_step = $2 WHERE user_id = $1 AND last_step < $2

-- name: delete_recovery_codes
DELETE FROM recovery_code WHERE user_id = $1

-- name: insert_recovery_code
INSERT INTO recovery_code (user_id, hash) VALUES ($1, $2)

-- name: take_recovery_code
DELETE FROM recovery_code WHERE user_id = $1 AND hash = $2

-- name: recovery_codes
SELECT count(*) FROM recovery_code WHERE user_id = $1

-- name: set_place
UPDATE member SET department = $3, sight = $4 WHERE workspace = $1 AND user_id = $2
