-- +goose Up
-- Who did what: rows are added, never changed; see capability/audit.
CREATE TABLE audit (
    workspace TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    user_id   TEXT   NOT NULL,
    api_key   TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    address   TEXT   NOT NULL,
    action    TEXT   NOT NULL,
    object    TEXT   NOT NULL,
    before    TEXT   NOT NULL,
    after     TEXT   NOT NULL,
    hash      TEXT   NOT NULL,
    PRIMARY KEY (workspace, seq)
);

CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;

-- +goose Down
DROP TABLE audit;
