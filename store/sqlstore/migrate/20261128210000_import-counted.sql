-- +goose Up
-- The highest Seq of history that an import's counts know of. One that is under
-- way goes on as before: what it sends again counts as duplicate.
ALTER TABLE import ADD COLUMN counted_seq BIGINT NOT NULL DEFAULT 0;
UPDATE import SET counted_seq = 9223372036854775807 WHERE state = 'running';

-- +goose Down
ALTER TABLE import DROP COLUMN counted_seq;
