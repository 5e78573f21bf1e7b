-- +goose Up
-- Stocks of codes that messages hand out.
CREATE TABLE voucher_pool (
    workspace TEXT   NOT NULL REFERENCES workspace ON DELETE CASCADE,
    id        TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    ends      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);

-- A code is in one pool of a business, once. item is the message that has it, NULL while nobody has.
CREATE TABLE voucher_code (
    workspace TEXT   NOT NULL,
    folded    TEXT   NOT NULL,
    pool      TEXT   NOT NULL,
    place     BIGINT NOT NULL,
    code      TEXT   NOT NULL,
    mailing   TEXT   NOT NULL,
    item      TEXT,
    given_at  BIGINT NOT NULL,
    used_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace, folded),
    FOREIGN KEY (workspace, pool) REFERENCES voucher_pool ON DELETE CASCADE
);
CREATE UNIQUE INDEX voucher_code_item ON voucher_code (workspace, item);
CREATE INDEX voucher_code_free ON voucher_code (workspace, pool, place) WHERE item IS NULL AND used_at = 0;
CREATE INDEX voucher_code_pool ON voucher_code (workspace, pool);
CREATE INDEX voucher_code_mailing ON voucher_code (workspace, mailing) WHERE item IS NOT NULL;

-- +goose Down
DROP TABLE voucher_code;
DROP TABLE voucher_pool;
