-- +goose Up
-- JSON object: what one unit of a currency is worth in the workspace's.
ALTER TABLE workspace ADD COLUMN rates TEXT NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE workspace DROP COLUMN rates;
