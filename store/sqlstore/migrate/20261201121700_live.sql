-- +goose Up
-- Saved segments that are watched. basis says by which rules and for which tag the members were found.
CREATE TABLE live_segment (
    workspace TEXT   NOT NULL,
    segment   TEXT   NOT NULL,
    since     BIGINT NOT NULL,
    by_user   TEXT   NOT NULL,
    tag       TEXT   NOT NULL,
    basis     TEXT   NOT NULL,
    PRIMARY KEY (workspace, segment),
    FOREIGN KEY (workspace, segment) REFERENCES segment ON DELETE CASCADE
);

-- Who is in one: the keys of one range, packed.
CREATE TABLE live_part (
    workspace TEXT   NOT NULL,
    segment   TEXT   NOT NULL,
    part      BIGINT NOT NULL,
    keys      TEXT   NOT NULL,
    PRIMARY KEY (workspace, segment, part),
    FOREIGN KEY (workspace, segment) REFERENCES live_segment ON DELETE CASCADE
);

-- Who entered and who left, until it is told and counted.
CREATE TABLE live_move (
    workspace TEXT    NOT NULL REFERENCES workspace ON DELETE CASCADE,
    seq       BIGINT  NOT NULL,
    segment   TEXT    NOT NULL,
    key       BIGINT  NOT NULL,
    entered   BOOLEAN NOT NULL,
    at        BIGINT  NOT NULL,
    told      BOOLEAN NOT NULL,
    PRIMARY KEY (workspace, seq)
);
CREATE INDEX live_move_segment ON live_move (workspace, segment, at);
CREATE INDEX live_move_untold ON live_move (workspace, seq) WHERE NOT told;

-- The live segment that put a tag on, '' for what people put on.
ALTER TABLE tagged ADD COLUMN segment TEXT NOT NULL DEFAULT '';
CREATE INDEX tagged_segment ON tagged (workspace, segment) WHERE segment <> '';

-- +goose Down
DROP INDEX tagged_segment;
ALTER TABLE tagged DROP COLUMN segment;
DROP TABLE live_move;
DROP TABLE live_part;
DROP TABLE live_segment;
