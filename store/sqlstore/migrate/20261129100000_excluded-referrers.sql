-- +goose Up
-- JSON array of the sites that bring nobody; null while the built-in ones hold.
ALTER TABLE workspace ADD COLUMN excluded_referrers TEXT NOT NULL DEFAULT 'null';

-- +goose Down
ALTER TABLE workspace DROP COLUMN excluded_referrers;
