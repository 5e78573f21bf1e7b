-- +goose Up
CREATE TABLE page_rule (
    workspace TEXT    NOT NULL REFERENCES workspace ON DELETE CASCADE,
    path      TEXT    NOT NULL,
    together  BOOLEAN NOT NULL,
    by_user   TEXT    NOT NULL, -- '' when learned
    at        BIGINT  NOT NULL,
    PRIMARY KEY (workspace, path)
);

-- +goose Down
DROP TABLE page_rule;
