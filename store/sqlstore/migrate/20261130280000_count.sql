-- +goose Up
-- What another system counted, of nobody in particular. A count is kept beside those it takes the place of, as costs
-- are: the one taken last counts, and an undone import brings back what stood before.
CREATE TABLE counted (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    day       BIGINT NOT NULL, -- midnight of the first
    until     BIGINT NOT NULL, -- midnight after the last
    system    TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    value     TEXT   NOT NULL,
    measure   TEXT   NOT NULL,
    number    BIGINT NOT NULL, -- thousandths
    import    TEXT   NOT NULL,
    taken     BIGINT NOT NULL, -- grows with each time that counts are taken in
    PRIMARY KEY (workspace, day, until, system, kind, measure, value, import)
);

-- +goose Down
DROP TABLE counted;
