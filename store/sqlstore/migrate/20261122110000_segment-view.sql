-- +goose Up
CREATE TABLE segment (
    workspace TEXT NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT NOT NULL,
    name      TEXT NOT NULL,
    body      TEXT NOT NULL, -- JSON of measure.SavedSegment
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, name)
);

CREATE TABLE view (
    workspace  TEXT    NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id         TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    page       TEXT    NOT NULL,
    search     TEXT    NOT NULL,
    shared     BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL,
    created_by TEXT    NOT NULL,
    PRIMARY KEY (workspace, id)
);

-- +goose Down
DROP TABLE view;
DROP TABLE segment;
