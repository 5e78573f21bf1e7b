-- +goose Up
-- What phones sent lately: taken back while it is on its way to history, it is waited for.
CREATE TABLE staff_sent (
    workspace TEXT NOT NULL,
    message_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace, message_id)
);

-- +goose Down
DROP TABLE staff_sent;
