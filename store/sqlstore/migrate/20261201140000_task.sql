-- +goose Up
-- What people of the business do for customers; version counts the changes, so that two never take the same.
CREATE TABLE task (
    workspace   TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id          TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    class       TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    script      TEXT   NOT NULL,
    key         BIGINT NOT NULL,
    mailing     TEXT   NOT NULL,
    assignee    TEXT   NOT NULL,
    department  TEXT   NOT NULL,
    due_at      BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    state       TEXT   NOT NULL,
    rule        TEXT   NOT NULL,
    taken_by    TEXT   NOT NULL,
    taken_until BIGINT NOT NULL,
    tries       BIGINT NOT NULL,
    decision    TEXT   NOT NULL,
    hash        TEXT   NOT NULL,
    outcome     TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    result      TEXT   NOT NULL,
    done_by     TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT   NOT NULL,
    changed_at  BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX task_open ON task (workspace, due_at, id) WHERE state IN ('open', 'taken');
CREATE INDEX task_over ON task (workspace, changed_at, id) WHERE state NOT IN ('open', 'taken');
CREATE INDEX task_late ON task (expires_at) WHERE state IN ('open', 'taken');
CREATE INDEX task_mailing ON task (workspace, mailing, state);
CREATE INDEX task_key ON task (workspace, key, id);

-- +goose Down
DROP TABLE task;
