-- +goose Up
-- How far each reader of the feed is in each workspace.
CREATE TABLE feed_cursor (
    workspace   TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    reader      TEXT   NOT NULL,
    seq         BIGINT NOT NULL, -- of the last touch that was handled
    received_at BIGINT NOT NULL, -- of that touch; a history put back from a copy is told by it
    moved_at    BIGINT NOT NULL,
    PRIMARY KEY (workspace, reader)
);

-- +goose Down
DROP TABLE feed_cursor;
