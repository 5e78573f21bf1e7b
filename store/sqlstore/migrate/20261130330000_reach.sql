-- +goose Up
-- What the gate said of messages to customers; a verdict "now" is a contact.
CREATE TABLE reach_decision (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT   NOT NULL,
    asked     TEXT   NOT NULL,
    place     BIGINT NOT NULL,
    customer  BIGINT NOT NULL,
    key       BIGINT NOT NULL,
    message   TEXT   NOT NULL,
    occasion  TEXT   NOT NULL,
    class     TEXT   NOT NULL,
    way       TEXT   NOT NULL,
    verdict   TEXT   NOT NULL,
    hash      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    by_user   TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX reach_decision_key ON reach_decision (workspace, key, at);
CREATE INDEX reach_contact_key ON reach_decision (workspace, key, at) WHERE verdict = 'now';
CREATE INDEX reach_decision_message ON reach_decision (workspace, message, at);
CREATE INDEX reach_decision_at ON reach_decision (workspace, at);
CREATE INDEX reach_decision_hash ON reach_decision (workspace, hash, at) WHERE verdict = 'now';
CREATE INDEX reach_decision_asked ON reach_decision (workspace, asked) WHERE asked <> '';

-- When a customer last wrote, which opens a platform's window.
CREATE TABLE reach_wrote (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    key       BIGINT NOT NULL,
    channel   TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, key, channel)
);

-- +goose Down
DROP TABLE reach_wrote;
DROP TABLE reach_decision;
