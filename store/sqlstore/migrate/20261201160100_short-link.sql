-- +goose Up
-- Where short links lead. owner is the message in which alone one stands, '' when it is everybody's.
CREATE TABLE short_link (
    code      TEXT   NOT NULL PRIMARY KEY,
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    mailing   TEXT   NOT NULL,
    item      TEXT   NOT NULL,
    owner     TEXT   NOT NULL,
    leads     TEXT   NOT NULL,
    personal  BIGINT NOT NULL,
    counted   BIGINT NOT NULL,
    until     BIGINT NOT NULL
);
CREATE INDEX short_link_owner ON short_link (workspace, owner) WHERE owner <> '';
CREATE INDEX short_link_until ON short_link (until);

-- +goose Down
DROP TABLE short_link;
