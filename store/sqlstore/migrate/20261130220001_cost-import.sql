-- +goose Up
-- A cost is kept beside those it takes the place of, each with the import that brought it ('' for those put
-- in otherwise): the one taken last counts, and an undone import brings back what stood before.
CREATE TABLE cost_taken (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    day       BIGINT NOT NULL, -- its midnight
    channel   TEXT   NOT NULL,
    source    TEXT   NOT NULL,
    medium    TEXT   NOT NULL,
    campaign  TEXT   NOT NULL,
    amount    BIGINT NOT NULL, -- thousandths
    import    TEXT   NOT NULL,
    taken     BIGINT NOT NULL, -- grows with each time that costs are taken in
    PRIMARY KEY (workspace, day, channel, source, medium, campaign, import)
);
INSERT INTO cost_taken SELECT workspace, day, channel, source, medium, campaign, amount, '', 0 FROM cost;
DROP TABLE cost;
ALTER TABLE cost_taken RENAME TO cost;

-- +goose Down
CREATE TABLE cost_before (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    day       BIGINT NOT NULL,
    channel   TEXT   NOT NULL,
    source    TEXT   NOT NULL,
    medium    TEXT   NOT NULL,
    campaign  TEXT   NOT NULL,
    amount    BIGINT NOT NULL,
    PRIMARY KEY (workspace, day, channel, source, medium, campaign)
);
INSERT INTO cost_before SELECT workspace, day, channel, source, medium, campaign, amount FROM (
    SELECT cost.*, ROW_NUMBER() OVER (PARTITION BY workspace, day, channel, source, medium, campaign ORDER BY taken DESC) AS place FROM cost
) AS c WHERE place = 1;
DROP TABLE cost;
ALTER TABLE cost_before RENAME TO cost;
