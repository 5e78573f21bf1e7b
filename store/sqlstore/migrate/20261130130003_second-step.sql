-- +goose Up
-- The second step of signing in: codes of an app, and codes on paper.
CREATE TABLE totp (
    user_id   TEXT    PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret    TEXT    NOT NULL,
    confirmed BOOLEAN NOT NULL,
    last_step BIGINT  NOT NULL -- of the last code that was taken: none is taken twice
);
CREATE TABLE recovery_code (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash    TEXT NOT NULL,
    PRIMARY KEY (user_id, hash)
);

-- JSON: the roles that must sign in in two steps; how much of personal data a
-- role sees where that is not the default.
ALTER TABLE workspace ADD COLUMN second_step TEXT NOT NULL DEFAULT '[]';
ALTER TABLE workspace ADD COLUMN sights TEXT NOT NULL DEFAULT '{}';
ALTER TABLE member ADD COLUMN department TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE member DROP COLUMN department;
ALTER TABLE workspace DROP COLUMN sights;
ALTER TABLE workspace DROP COLUMN second_step;
DROP TABLE recovery_code;
DROP TABLE totp;
