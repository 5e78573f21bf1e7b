-- +goose Up
-- Times are milliseconds since 1970 UTC, 0 for "never".
CREATE TABLE workspace (
    id         TEXT    PRIMARY KEY,
    name       TEXT    NOT NULL,
    time_zone  TEXT    NOT NULL,
    currency   TEXT    NOT NULL,
    properties TEXT    NOT NULL, -- JSON array of names
    demo       BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL
);

CREATE TABLE users (
    id            TEXT   PRIMARY KEY,
    email         TEXT   NOT NULL UNIQUE,
    name          TEXT   NOT NULL,
    password_hash TEXT   NOT NULL,
    language      TEXT   NOT NULL,
    theme         TEXT   NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE member (
    workspace TEXT NOT NULL REFERENCES workspace ON DELETE CASCADE,
    user_id   TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    role      TEXT NOT NULL,
    PRIMARY KEY (workspace, user_id)
);
CREATE INDEX member_of_user ON member (user_id);

CREATE TABLE session (
    token_hash TEXT   PRIMARY KEY,
    user_id    TEXT   NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace  TEXT   NOT NULL, -- '' while none is chosen
    created_at BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);

CREATE TABLE invitation (
    hash       TEXT   PRIMARY KEY,
    workspace  TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    user_id    TEXT   NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);

CREATE TABLE api_key (
    id         TEXT   PRIMARY KEY,
    workspace  TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    name       TEXT   NOT NULL,
    hash       TEXT   NOT NULL UNIQUE,
    prefix     TEXT   NOT NULL,
    role       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    last_used  BIGINT NOT NULL
);
CREATE INDEX api_key_workspace ON api_key (workspace);

CREATE TABLE source (
    workspace       TEXT    NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id              TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    write_key       TEXT    NOT NULL,
    enabled         BOOLEAN NOT NULL,
    require_consent BOOLEAN NOT NULL,
    created_at      BIGINT  NOT NULL,
    PRIMARY KEY (workspace, id)
);
-- A source that only reads files has no write key.
CREATE UNIQUE INDEX source_write_key ON source (write_key) WHERE write_key <> '';

CREATE TABLE journey_map (
    workspace  TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id         TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);

CREATE TABLE journey_map_version (
    workspace TEXT   NOT NULL,
    map       TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    body      TEXT   NOT NULL, -- JSON of cham.JourneyMap
    PRIMARY KEY (workspace, map, version),
    FOREIGN KEY (workspace, map) REFERENCES journey_map (workspace, id) ON DELETE CASCADE
);

CREATE TABLE import (
    workspace   TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id          TEXT   NOT NULL UNIQUE,
    source      TEXT   NOT NULL,
    file_name   TEXT   NOT NULL,
    path        TEXT   NOT NULL,
    bytes       BIGINT NOT NULL,
    mapping     TEXT   NOT NULL, -- '' for NDJSON
    state       TEXT   NOT NULL,
    bytes_read  BIGINT NOT NULL,
    accepted    BIGINT NOT NULL,
    refused     BIGINT NOT NULL,
    duplicates  BIGINT NOT NULL,
    error       TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    created_by  TEXT   NOT NULL,
    PRIMARY KEY (workspace, id)
);

-- One rejected call of a line; reading a line again rejects it once.
CREATE TABLE import_reject (
    workspace  TEXT   NOT NULL,
    import     TEXT   NOT NULL,
    line       BIGINT NOT NULL,
    message_id TEXT   NOT NULL,
    source     TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    reason     TEXT   NOT NULL,
    detail     TEXT   NOT NULL,
    type       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    sample     TEXT   NOT NULL,
    PRIMARY KEY (workspace, import, line, message_id),
    FOREIGN KEY (workspace, import) REFERENCES import (workspace, id) ON DELETE CASCADE
);

-- The latest refusals of a source, in a ring: the n-th stands in slot n modulo
-- its size, so the oldest is written over and nothing needs sweeping.
CREATE TABLE refusal (
    workspace  TEXT   NOT NULL,
    source     TEXT   NOT NULL,
    slot       BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    reason     TEXT   NOT NULL,
    detail     TEXT   NOT NULL,
    message_id TEXT   NOT NULL,
    type       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    sample     TEXT   NOT NULL,
    line       BIGINT NOT NULL,
    PRIMARY KEY (workspace, source, slot)
);

-- By the hour, so that any zone's day can be added up.
CREATE TABLE refusal_count (
    workspace TEXT   NOT NULL,
    source    TEXT   NOT NULL,
    hour      BIGINT NOT NULL,
    reason    TEXT   NOT NULL,
    n         BIGINT NOT NULL,
    PRIMARY KEY (workspace, source, hour, reason)
);

-- The last number given out of each series of a workspace.
CREATE TABLE number (
    workspace TEXT   NOT NULL,
    series    TEXT   NOT NULL,
    n         BIGINT NOT NULL,
    PRIMARY KEY (workspace, series)
);

-- +goose Down
DROP TABLE number;
DROP TABLE refusal_count;
DROP TABLE refusal;
DROP TABLE import_reject;
DROP TABLE import;
DROP TABLE journey_map_version;
DROP TABLE journey_map;
DROP TABLE source;
DROP TABLE api_key;
DROP TABLE invitation;
DROP TABLE session;
DROP TABLE member;
DROP TABLE users;
DROP TABLE workspace;
