-- +goose Up
-- Messages that campaigns begin with; body says what, at when it was changed last.
CREATE TABLE saved_message (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);

-- +goose Down
DROP TABLE saved_message;
