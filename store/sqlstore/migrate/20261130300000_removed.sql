-- +goose Up
-- Who was taken out of a workspace, by hashes of e-mail and provider's subject: a
-- provider lets none of them in as a newcomer until somebody invites them.
CREATE TABLE removed (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    who       TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, who)
);

-- +goose Down
DROP TABLE removed;
