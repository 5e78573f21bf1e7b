-- Touches in order of arrival. Texts that repeat are left to the columns' own
-- dictionaries; long ones are packed with zstd. Times are milliseconds since
-- 1970, UTC.
CREATE TABLE touches (
    seq          BIGINT NOT NULL,
    happened_at  BIGINT NOT NULL,
    received_at  BIGINT NOT NULL,
    key          BIGINT NOT NULL,
    also         BIGINT[],
    id           UUID NOT NULL,     -- the message id when it is a UUID, else 128 bits of its SHA-256
    message_id   VARCHAR,           -- the message id when it is not a UUID
    source       VARCHAR NOT NULL,
    type         VARCHAR NOT NULL,
    name         VARCHAR NOT NULL,
    channel      VARCHAR NOT NULL,
    utm_source   VARCHAR NOT NULL,
    utm_medium   VARCHAR NOT NULL,
    utm_campaign VARCHAR NOT NULL,
    utm_term     VARCHAR NOT NULL,
    utm_content  VARCHAR NOT NULL,
    click_id     VARCHAR NOT NULL,
    url          VARCHAR NOT NULL USING COMPRESSION zstd,
    path         VARCHAR NOT NULL,
    title        VARCHAR NOT NULL,
    referrer     VARCHAR NOT NULL,
    device       VARCHAR NOT NULL,
    branch       VARCHAR NOT NULL,
    value        DOUBLE NOT NULL,
    currency     VARCHAR NOT NULL,
    duration     DOUBLE NOT NULL,
    properties   VARCHAR USING COMPRESSION zstd,
    traits       VARCHAR USING COMPRESSION zstd,
    context      VARCHAR USING COMPRESSION zstd,
    import       VARCHAR DEFAULT ''  -- the import that brought it
);

-- One row: the schema's version, how far into the journal touches reach, and the
-- highest seq that was ever given and may be removed.
CREATE TABLE state (version INTEGER NOT NULL, journal BIGINT NOT NULL, seq BIGINT DEFAULT 0);
INSERT INTO state VALUES (2, 0, 0);
