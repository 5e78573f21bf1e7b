-- +goose Up
-- Messages that lie ready on the website until their customer comes; given_at is when the gate let them be shown.
CREATE TABLE web_message (
    workspace  TEXT   NOT NULL,
    item       TEXT   NOT NULL,
    mailing    TEXT   NOT NULL,
    key        BIGINT NOT NULL,
    content    TEXT   NOT NULL,
    laid_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    given_at   BIGINT NOT NULL,
    shown_at   BIGINT NOT NULL,
    closed_at  BIGINT NOT NULL,
    PRIMARY KEY (workspace, item),
    FOREIGN KEY (workspace, item) REFERENCES outbox ON DELETE CASCADE
);
CREATE INDEX web_message_open ON web_message (workspace, key) WHERE closed_at = 0;
CREATE INDEX web_message_of ON web_message (workspace, mailing) WHERE closed_at = 0;
CREATE INDEX web_message_over ON web_message (workspace, expires_at);

-- When each website last asked for messages.
CREATE TABLE web_seen (
    workspace TEXT   NOT NULL,
    source    TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, source),
    FOREIGN KEY (workspace, source) REFERENCES source ON DELETE CASCADE
);

-- +goose Down
DROP TABLE web_seen;
DROP TABLE web_message;
