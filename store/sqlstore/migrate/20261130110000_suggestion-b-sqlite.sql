-- +goose Up
-- Suggestions go with any of their keys.
CREATE INDEX suggestion_b ON suggestion (workspace, b);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('suggestion', 'suggestion_b', '100000 100000 2');
ANALYZE sqlite_schema;

-- +goose Down
DROP INDEX suggestion_b;
