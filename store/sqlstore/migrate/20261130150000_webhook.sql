-- +goose Up
-- How calls of a source are verified and read, JSON of webhook.Setup.
CREATE TABLE hook (
    workspace TEXT NOT NULL,
    source TEXT NOT NULL,
    setup TEXT NOT NULL,
    PRIMARY KEY (workspace, source)
);

-- The latest calls of each source.
CREATE TABLE hook_call (
    workspace TEXT NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    type TEXT NOT NULL,
    topic TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    touches BIGINT NOT NULL,
    refused_rows BIGINT NOT NULL,
    PRIMARY KEY (workspace, source, id)
);
CREATE INDEX hook_call_at ON hook_call (workspace, source, at);

-- +goose Down
DROP TABLE hook_call;
DROP TABLE hook;
