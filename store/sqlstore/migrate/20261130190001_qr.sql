-- +goose Up
-- Printed codes; what a code says is JSON of qr.Code.
CREATE TABLE qr_code (
    id TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL REFERENCES workspace ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX qr_code_workspace ON qr_code (workspace, created_at);

-- A business's look on the pages its customers open, JSON of brand.Brand.
CREATE TABLE brand (
    workspace TEXT NOT NULL PRIMARY KEY REFERENCES workspace ON DELETE CASCADE,
    body TEXT NOT NULL
);

-- +goose Down
DROP TABLE brand;
DROP TABLE qr_code;
