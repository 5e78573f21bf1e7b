-- +goose Up
ALTER TABLE import ADD COLUMN removed BIGINT NOT NULL DEFAULT 0; -- touches, by its undo
ALTER TABLE import ADD COLUMN undone_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import ADD COLUMN undone_by TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE import DROP COLUMN removed;
ALTER TABLE import DROP COLUMN undone_at;
ALTER TABLE import DROP COLUMN undone_by;
