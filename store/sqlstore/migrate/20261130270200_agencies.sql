-- +goose Up
ALTER TABLE workspace ADD COLUMN archived_at BIGINT NOT NULL DEFAULT 0; -- 0: it is in use

-- A workspace that its owner hands to somebody else, until that person says yes or no.
CREATE TABLE handover (
    workspace  TEXT   PRIMARY KEY REFERENCES workspace ON DELETE CASCADE,
    from_user  TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_user    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    after_role TEXT   NOT NULL, -- of who hands it over, '' to leave
    expires_at BIGINT NOT NULL
);
CREATE INDEX handover_to_user ON handover (to_user);
CREATE INDEX handover_from_user ON handover (from_user);

-- +goose Down
DROP TABLE handover;
ALTER TABLE workspace DROP COLUMN archived_at;
