-- +goose Up
-- JSON array of cham.Exclusion: rules that leave touches out of every question.
ALTER TABLE workspace ADD COLUMN exclusions TEXT NOT NULL DEFAULT '[]';

-- +goose Down
ALTER TABLE workspace DROP COLUMN exclusions;
