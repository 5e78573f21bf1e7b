-- +goose Up
CREATE TABLE inlet (
    workspace  TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id         TEXT   NOT NULL,
    source     TEXT   NOT NULL,
    kind       TEXT   NOT NULL, -- folder, url
    place      TEXT   NOT NULL,
    every_ms   BIGINT NOT NULL,
    etag       TEXT   NOT NULL,
    modified   TEXT   NOT NULL,
    next_at    BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    error      TEXT   NOT NULL,
    detail     TEXT   NOT NULL,
    last_file  TEXT   NOT NULL, -- id of an import
    created_at BIGINT NOT NULL,
    created_by TEXT   NOT NULL,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, kind, place)
);

-- +goose Down
DROP TABLE inlet;
