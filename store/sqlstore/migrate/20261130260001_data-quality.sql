-- +goose Up
-- What was found wrong with a business's data, JSON of dataquality.State.
CREATE TABLE data_quality (
    workspace TEXT NOT NULL PRIMARY KEY REFERENCES workspace ON DELETE CASCADE,
    body TEXT NOT NULL
);

-- +goose Down
DROP TABLE data_quality;
