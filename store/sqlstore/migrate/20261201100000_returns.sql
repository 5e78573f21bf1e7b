-- +goose Up
-- What a provider calls a message, where it does not go by our name for it; and whether its receiver agreed to be followed.
ALTER TABLE outbox ADD COLUMN ref TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN followed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX outbox_ref ON outbox (workspace, way, ref) WHERE ref <> '';
CREATE INDEX outbox_followed ON outbox (workspace, mailing) WHERE followed = 1 AND state = 'sent';

-- What came back of a message: the first of each kind, of clicks the first of each link.
CREATE TABLE outbox_return (
    workspace TEXT   NOT NULL,
    item      TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    mailing   TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    problem   TEXT   NOT NULL,
    words     TEXT   NOT NULL,
    kept_at   BIGINT NOT NULL,
    settled   BIGINT NOT NULL,
    PRIMARY KEY (workspace, item, kind, what),
    FOREIGN KEY (workspace, item) REFERENCES outbox ON DELETE CASCADE
);
CREATE INDEX outbox_return_of ON outbox_return (workspace, mailing, kind, what);
CREATE INDEX outbox_return_clicked ON outbox_return (workspace, mailing, item) WHERE kind = 'clicked' AND settled = 1;
CREATE INDEX outbox_return_open ON outbox_return (kept_at) WHERE settled = 0;

-- What came back before it was kept what the provider calls the message.
CREATE TABLE outbox_early (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    way       TEXT   NOT NULL,
    ref       TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    problem   TEXT   NOT NULL,
    words     TEXT   NOT NULL,
    kept_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace, way, ref, kind)
);
CREATE INDEX outbox_early_kept ON outbox_early (kept_at);

-- What those did who did not agree to be followed: how often, not who.
CREATE TABLE outbox_seen (
    workspace TEXT   NOT NULL,
    mailing   TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    n         BIGINT NOT NULL,
    PRIMARY KEY (workspace, mailing, kind, what),
    FOREIGN KEY (workspace, mailing) REFERENCES mailing ON DELETE CASCADE
);

-- +goose Down
DROP TABLE outbox_seen;
DROP TABLE outbox_early;
DROP TABLE outbox_return;
DROP INDEX outbox_followed;
DROP INDEX outbox_ref;
ALTER TABLE outbox DROP COLUMN followed;
ALTER TABLE outbox DROP COLUMN ref;
