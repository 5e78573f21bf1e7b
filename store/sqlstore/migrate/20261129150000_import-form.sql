-- +goose Up
-- How a CSV file's rows are written, JSON; '' for imports from before and for NDJSON.
ALTER TABLE import ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN error_key TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN error_line BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE import DROP COLUMN form;
ALTER TABLE import DROP COLUMN error_key;
ALTER TABLE import DROP COLUMN error_line;
