-- +goose Up
-- Who was erased is in person only while it is under way.
CREATE TABLE erasure (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    done_at   BIGINT NOT NULL, -- 0 while under way
    body      TEXT   NOT NULL, -- JSON of erasure.Erasure
    person    TEXT   NOT NULL, -- JSON of erasure.Person, '' when done
    PRIMARY KEY (workspace, id)
);

-- +goose Down
DROP TABLE erasure;
