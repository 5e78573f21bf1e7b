-- +goose Up
-- What was removed because it was too old, and what is being removed.
CREATE TABLE retention_run (
    workspace TEXT    NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT    NOT NULL,
    at        BIGINT  NOT NULL,
    body      TEXT    NOT NULL, -- JSON of retention.Removal
    PRIMARY KEY (workspace, id)
);

-- Up to where a workspace's log was cut off, and the hash the rest goes on from.
CREATE TABLE audit_cut (
    workspace TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    hash      TEXT   NOT NULL,
    PRIMARY KEY (workspace)
);

-- +goose Down
DROP TABLE audit_cut;
DROP TABLE retention_run;
