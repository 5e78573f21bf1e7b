-- +goose Up
-- What a provider calls a message, where it does not go by our name for it.
ALTER TABLE outbox ADD COLUMN ref TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_ref ON outbox (workspace, way, ref) WHERE ref <> '';

-- What came back of a message: the first of each kind, of clicks the first of each link.
CREATE TABLE outbox_return (
    workspace TEXT   NOT NULL,
    item      TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    mailing   TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    machine   BIGINT NOT NULL,
    problem   TEXT   NOT NULL,
    words     TEXT   NOT NULL,
    settled   BIGINT NOT NULL,
    PRIMARY KEY (workspace, item, kind, what),
    FOREIGN KEY (workspace, item) REFERENCES outbox ON DELETE CASCADE
);
CREATE INDEX outbox_return_of ON outbox_return (workspace, mailing, kind, what);
CREATE INDEX outbox_return_open ON outbox_return (at) WHERE settled = 0;

-- +goose Down
DROP TABLE outbox_return;
DROP INDEX outbox_ref;
ALTER TABLE outbox DROP COLUMN ref;
