-- +goose Up
-- Which touchpoints staff may write touches of, and where: JSON of staff.Setup.
CREATE TABLE staff_setup (
    workspace TEXT NOT NULL PRIMARY KEY,
    setup TEXT NOT NULL
);

-- Touches written by staff that were taken back, and do not come in again.
CREATE TABLE staff_undone (
    workspace TEXT NOT NULL,
    message_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_user TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (workspace, message_id)
);

-- +goose Down
DROP TABLE staff_undone;
DROP TABLE staff_setup;
