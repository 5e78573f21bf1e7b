-- +goose Up
-- Passkeys: public keys that a person's device signs in with (WebAuthn).
CREATE TABLE passkey (
    id              TEXT    PRIMARY KEY, -- of the credential, base64url
    user_id         TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    site            TEXT    NOT NULL, -- the host it was made for
    name            TEXT    NOT NULL,
    public_key      TEXT    NOT NULL, -- COSE, base64url
    transports      TEXT    NOT NULL, -- JSON: how the device is reached
    backup_eligible BOOLEAN NOT NULL, -- may be copied to the person's other devices
    sign_count      BIGINT  NOT NULL,
    created_at      BIGINT  NOT NULL,
    last_used       BIGINT  NOT NULL
);
CREATE INDEX passkey_of_user ON passkey (user_id);

-- By what a session was begun: '' a password, 'passkey'.
ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE session DROP COLUMN way;
DROP TABLE passkey;
