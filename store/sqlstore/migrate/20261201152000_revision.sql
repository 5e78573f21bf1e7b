-- +goose Up
-- A draft is changed and started only as it was seen.
ALTER TABLE campaign ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE campaign DROP COLUMN revision;
