-- +goose Up
CREATE TABLE cost (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    day       BIGINT NOT NULL, -- its midnight
    channel   TEXT   NOT NULL,
    source    TEXT   NOT NULL,
    medium    TEXT   NOT NULL,
    campaign  TEXT   NOT NULL,
    amount    BIGINT NOT NULL, -- thousandths
    PRIMARY KEY (workspace, day, channel, source, medium, campaign)
);

-- +goose Down
DROP TABLE cost;
