-- +goose Up
-- When a person last let a mailing go on after a pause: what went before is no reason to pause it again, also after a restart.
ALTER TABLE mailing ADD COLUMN resumed_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE mailing DROP COLUMN resumed_at;
