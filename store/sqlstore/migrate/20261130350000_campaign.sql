-- +goose Up
-- One letter to one segment, as people wrote it.
CREATE TABLE campaign (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);

-- +goose Down
DROP TABLE campaign;
