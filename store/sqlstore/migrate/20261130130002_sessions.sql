-- +goose Up
-- Where a session was begun, so that its user recognises it.
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';

-- JSON list of what a key may at most do, null for all of its role.
ALTER TABLE api_key ADD COLUMN scopes TEXT NOT NULL DEFAULT 'null';

-- Links by which a password is set anew, once.
CREATE TABLE reset_link (
    hash       TEXT   PRIMARY KEY,
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX reset_link_user ON reset_link (user_id);

-- +goose Down
DROP TABLE reset_link;
ALTER TABLE api_key DROP COLUMN scopes;
ALTER TABLE session DROP COLUMN address;
ALTER TABLE session DROP COLUMN agent;
