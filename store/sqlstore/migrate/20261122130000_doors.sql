-- +goose Up
-- What somebody invited is called there until they accept, '' afterwards.
ALTER TABLE member ADD COLUMN invited_as TEXT NOT NULL DEFAULT '';
UPDATE member SET invited_as = (SELECT name FROM users WHERE id = member.user_id)
WHERE user_id IN (SELECT id FROM users WHERE password_hash = '');
CREATE INDEX invitation_of_member ON invitation (workspace, user_id);

-- Who made a key was not kept before: only owners could, so it is held to be
-- the owner who came first.
ALTER TABLE api_key ADD COLUMN maker TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0; -- 0 for never
ALTER TABLE api_key ADD COLUMN parent TEXT NOT NULL DEFAULT ''; -- the key that made it
UPDATE api_key SET maker = COALESCE((
    SELECT m.user_id FROM member m JOIN users u ON u.id = m.user_id
    WHERE m.workspace = api_key.workspace AND m.role = 'owner' AND m.invited_as = ''
    ORDER BY u.created_at, u.id LIMIT 1), '');

-- Random texts that are made once and stay, such as what this installation is
-- known by.
CREATE TABLE kept_text (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- +goose Down
DROP TABLE kept_text;
ALTER TABLE api_key DROP COLUMN parent;
ALTER TABLE api_key DROP COLUMN expires_at;
ALTER TABLE api_key DROP COLUMN maker;
DROP INDEX invitation_of_member;
ALTER TABLE member DROP COLUMN invited_as;
