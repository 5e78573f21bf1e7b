-- +goose Up
-- Where else a workspace's people sign in (OpenID Connect).
CREATE TABLE provider (
    workspace TEXT    PRIMARY KEY REFERENCES workspace ON DELETE CASCADE,
    issuer    TEXT    NOT NULL,
    client    TEXT    NOT NULL,
    secret    TEXT    NOT NULL, -- sealed
    domains   TEXT    NOT NULL, -- JSON: e-mail domains that may, [] for all
    newcomers TEXT    NOT NULL, -- the role of who was not invited, '' for nobody
    only_so   BOOLEAN NOT NULL  -- passwords and passkeys do not open the workspace
);

-- Whom a provider's subject is here.
CREATE TABLE provider_link (
    issuer     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX provider_link_of_user ON provider_link (user_id);

-- The issuer and client that a session was begun through, '' for none.
ALTER TABLE session ADD COLUMN provider TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE session DROP COLUMN provider;
DROP TABLE provider_link;
DROP TABLE provider;
