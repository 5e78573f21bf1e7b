-- +goose Up
-- What a website tells beside page views, and the parameters of its site search:
-- words, separated by spaces; and the source that its orders are counted from, '' for its own.
ALTER TABLE source ADD COLUMN tells TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN search_params TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN orders_from TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE source DROP COLUMN orders_from;
ALTER TABLE source DROP COLUMN search_params;
ALTER TABLE source DROP COLUMN tells;
