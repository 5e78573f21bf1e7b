-- +goose Up
-- Addresses that touches are sent on to, with what sending found out.
CREATE TABLE destination (
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    old_secret TEXT NOT NULL,
    old_until BIGINT NOT NULL,
    chosen TEXT NOT NULL,
    sight TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    fails BIGINT NOT NULL,
    failing_since BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    last_ok BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    gave_up BIGINT NOT NULL,
    dropped BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);

-- A queue for each of them, and the latest that are over.
CREATE TABLE delivery (
    workspace TEXT NOT NULL,
    destination TEXT NOT NULL,
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    key_ids TEXT NOT NULL,
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    status BIGINT NOT NULL,
    answer TEXT NOT NULL,
    took_ms BIGINT NOT NULL,
    problem TEXT NOT NULL,
    PRIMARY KEY (workspace, destination, id)
);
CREATE INDEX delivery_due ON delivery (workspace, destination, seq, due_at) WHERE state = 'waiting';
CREATE INDEX delivery_past ON delivery (workspace, destination, last_at) WHERE last_at > 0;

-- +goose Down
DROP TABLE delivery;
DROP TABLE destination;
