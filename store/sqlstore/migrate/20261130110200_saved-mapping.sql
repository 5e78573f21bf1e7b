-- +goose Up
-- A mapping that was given a name; files of the same columns are read by it.
CREATE TABLE saved_mapping (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    columns   TEXT   NOT NULL, -- JSON array of the file's headings
    mapping   TEXT   NOT NULL, -- JSON of capture.Mapping
    saved_at  BIGINT NOT NULL,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, name)
);

-- +goose Down
DROP TABLE saved_mapping;
