-- +goose Up
-- Words that the business puts on customers; folded is what spellings share.
CREATE TABLE tag (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    folded    TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, folded)
);

-- A tag goes with the key it is kept under.
CREATE TABLE tagged (
    workspace TEXT   NOT NULL,
    key       BIGINT NOT NULL,
    tag       TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    by_user   TEXT   NOT NULL,
    PRIMARY KEY (workspace, key, tag),
    FOREIGN KEY (workspace, tag) REFERENCES tag ON DELETE CASCADE
);
CREATE INDEX tagged_tag ON tagged (workspace, tag);

-- +goose Down
DROP TABLE tagged;
DROP TABLE tag;
