-- +goose Up
-- Suggestions go with any of their keys.
CREATE INDEX suggestion_b ON suggestion (workspace, b);

-- +goose Down
DROP INDEX suggestion_b;
