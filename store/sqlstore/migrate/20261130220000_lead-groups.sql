-- +goose Up
-- JSON array of the groups of lead sources, in order; null while the built-in ones hold.
ALTER TABLE workspace ADD COLUMN lead_groups TEXT NOT NULL DEFAULT 'null';

-- +goose Down
ALTER TABLE workspace DROP COLUMN lead_groups;
