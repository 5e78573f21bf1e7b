-- +goose Up
-- When the gate first let a message go, whether it left then, later, or was kept back for a comparison: groups are compared from there.
ALTER TABLE outbox ADD COLUMN let_at BIGINT NOT NULL DEFAULT 0;
UPDATE outbox SET let_at = changed_at WHERE state IN ('sent', 'unknown', 'failed') OR state = 'held' AND rule IN ('missing', 'holdout');

-- +goose Down
ALTER TABLE outbox DROP COLUMN let_at;
