-- +goose Up
CREATE TABLE shown_name (
    workspace TEXT NOT NULL REFERENCES workspace ON DELETE CASCADE,
    kind      TEXT NOT NULL, -- event, property
    name      TEXT NOT NULL, -- the sender's
    shown     TEXT NOT NULL,
    PRIMARY KEY (workspace, kind, name)
);

-- +goose Down
DROP TABLE shown_name;
