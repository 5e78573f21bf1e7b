-- +goose Up
-- Forms and landing pages; what a form says is JSON of form.Form.
CREATE TABLE form (
    id TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL REFERENCES workspace ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX form_workspace ON form (workspace, created_at);

-- +goose Down
DROP TABLE form;
