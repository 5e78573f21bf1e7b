-- +goose Up
-- One message on its way to many people.
CREATE TABLE mailing (
    workspace  TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id         TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    why        TEXT   NOT NULL,
    message    TEXT   NOT NULL,
    content    TEXT   NOT NULL,
    start_at   BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    started_by TEXT   NOT NULL,
    ended_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX mailing_open ON mailing (state) WHERE state IN ('filling', 'running');

-- The message to one person; person is who, once for each occasion.
CREATE TABLE outbox (
    workspace  TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    mailing    TEXT   NOT NULL,
    occasion   TEXT   NOT NULL,
    person     TEXT   NOT NULL,
    customer   BIGINT NOT NULL,
    key        BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    way        TEXT   NOT NULL,
    due_at     BIGINT NOT NULL,
    tries      BIGINT NOT NULL,
    first_try  BIGINT NOT NULL,
    decision   TEXT   NOT NULL,
    rule       TEXT   NOT NULL,
    problem    TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, mailing) REFERENCES mailing ON DELETE CASCADE
);
CREATE UNIQUE INDEX outbox_once ON outbox (workspace, mailing, occasion, person);
CREATE INDEX outbox_due ON outbox (workspace, mailing, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_state ON outbox (workspace, mailing, state, rule, problem);
CREATE INDEX outbox_leaving ON outbox (changed_at) WHERE state IN ('ready', 'sending');
CREATE INDEX outbox_left ON outbox (workspace, way, changed_at) WHERE state = 'sent';
CREATE INDEX outbox_customer ON outbox (workspace, customer, id);
CREATE INDEX outbox_key ON outbox (workspace, key, id);

-- What a business sends through by one way.
CREATE TABLE sending_account (
    workspace  TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    way        TEXT   NOT NULL,
    settings   TEXT   NOT NULL,
    secret     TEXT   NOT NULL,
    per_minute BIGINT NOT NULL,
    fails      BIGINT NOT NULL,
    since      BIGINT NOT NULL,
    next_at    BIGINT NOT NULL,
    problem    TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    last_ok    BIGINT NOT NULL,
    by_user    TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (workspace, way)
);

-- Addresses that lead nowhere.
CREATE TABLE reach_bad (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    hash      TEXT   NOT NULL,
    why       TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, hash)
);

-- +goose Down
DROP TABLE reach_bad;
DROP TABLE sending_account;
DROP TABLE outbox;
DROP TABLE mailing;
