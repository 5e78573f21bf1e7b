-- +goose Up
-- What customers agreed to, under the key it was said with. Rows are only added.
CREATE TABLE consent (
    workspace  TEXT    NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id         TEXT    NOT NULL,
    key        BIGINT  NOT NULL, -- 0 for a person who was erased
    purpose    TEXT    NOT NULL,
    channel    TEXT    NOT NULL, -- '' is every one
    state      TEXT    NOT NULL,
    at         BIGINT  NOT NULL,
    text_hash  TEXT    NOT NULL,
    ip         TEXT    NOT NULL,
    device     TEXT    NOT NULL,
    collector  TEXT    NOT NULL,
    source     TEXT    NOT NULL,
    message_id TEXT    NOT NULL,
    by_user    TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    claimed    BOOLEAN NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX consent_key ON consent (workspace, key, at);
CREATE UNIQUE INDEX consent_once ON consent (workspace, source, message_id, key, purpose, channel) WHERE message_id <> '';

CREATE TABLE consent_text (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    hash      TEXT   NOT NULL,
    text      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, hash)
);

-- Who may not be addressed, by keyed hash.
CREATE TABLE consent_list (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    list      TEXT   NOT NULL,
    hash      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, hash, list)
);

-- What people ask for about their data, with the law's clock.
CREATE TABLE data_request (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    done_at   BIGINT NOT NULL,
    key       BIGINT NOT NULL, -- one of the customer's, 0 when erased
    body      TEXT   NOT NULL, -- JSON of rights.Request
    PRIMARY KEY (workspace, id)
);

-- Documents the law asks for, as a person last left them.
CREATE TABLE privacy_document (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    kind      TEXT   NOT NULL,
    body      TEXT   NOT NULL, -- JSON
    at        BIGINT NOT NULL,
    by_user   TEXT   NOT NULL,
    PRIMARY KEY (workspace, kind)
);

-- +goose Down
DROP TABLE privacy_document;
DROP TABLE data_request;
DROP TABLE consent_list;
DROP TABLE consent_text;
DROP TABLE consent;
