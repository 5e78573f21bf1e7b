-- +goose Up
-- Without a rowid, rows lie in the order of their key: one tree less to write
-- for each node, and the customers' list is one walk that reads nothing else.
CREATE TABLE node (
    workspace  TEXT    NOT NULL,
    id         BIGINT  NOT NULL,
    kind       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    customer   BIGINT  NOT NULL,
    shared     BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL,
    PRIMARY KEY (workspace, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX node_key ON node (workspace, kind, value);
CREATE INDEX node_customer ON node (workspace, customer);

CREATE TABLE edge (
    workspace  TEXT    NOT NULL,
    id         BIGINT  NOT NULL,
    a          BIGINT  NOT NULL,
    b          BIGINT  NOT NULL,
    source     TEXT    NOT NULL,
    message_id TEXT    NOT NULL,
    at         BIGINT  NOT NULL,
    merge      BOOLEAN NOT NULL,
    made_by    TEXT    NOT NULL,
    undone_at  BIGINT  NOT NULL,
    undone_by  TEXT    NOT NULL,
    PRIMARY KEY (workspace, id)
) WITHOUT ROWID;
-- The same evidence joins the same keys once, however often it is replayed.
CREATE UNIQUE INDEX edge_evidence ON edge (workspace, a, b, source, message_id, at);
CREATE INDEX edge_b ON edge (workspace, b);

CREATE TABLE suggestion (
    workspace  TEXT    NOT NULL,
    id         BIGINT  NOT NULL,
    a          BIGINT  NOT NULL,
    b          BIGINT  NOT NULL,
    via        BIGINT  NOT NULL,
    reason     TEXT    NOT NULL,
    source     TEXT    NOT NULL,
    message_id TEXT    NOT NULL,
    at         BIGINT  NOT NULL,
    merge      BOOLEAN NOT NULL,
    decided_at BIGINT  NOT NULL,
    decided_by TEXT    NOT NULL,
    decision   TEXT    NOT NULL,
    PRIMARY KEY (workspace, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX suggestion_once ON suggestion (workspace, a, b, reason);
CREATE INDEX suggestion_via ON suggestion (workspace, via);
CREATE INDEX suggestion_open ON suggestion (workspace, id) WHERE decision = '';

-- What was said of the customer under a key, and the text it is found by.
CREATE TABLE statement (
    workspace TEXT   NOT NULL,
    key       BIGINT NOT NULL,
    at        BIGINT NOT NULL, -- of the latest trait, 0 when none
    traits    TEXT   NOT NULL, -- JSON: name to value and time
    search    TEXT   NOT NULL, -- folded
    PRIMARY KEY (workspace, key)
) WITHOUT ROWID;

-- The statements of a customer's keys put together, in the order they are
-- listed. Derived from node and statement, and kept in step by each commit.
CREATE TABLE found (
    workspace TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    customer  BIGINT NOT NULL,
    search    TEXT   NOT NULL,
    PRIMARY KEY (workspace, at, customer)
) WITHOUT ROWID;
CREATE UNIQUE INDEX found_customer ON found (workspace, customer);

-- Without figures SQLite believes that a workspace has ten rows, and walks it
-- from end to end rather than look keys up. So it is told of a large one; the
-- shape is the same for all, hence these are never measured anew.
ANALYZE;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('node', 'node', '1000000 1000000 1'),
    ('node', 'node_key', '1000000 1000000 200000 1'),
    ('node', 'node_customer', '1000000 1000000 2'),
    ('edge', 'edge', '1000000 1000000 1'),
    ('edge', 'edge_evidence', '1000000 1000000 2 2 1 1 1'),
    ('edge', 'edge_b', '1000000 1000000 2'),
    ('suggestion', 'suggestion', '100000 100000 1'),
    ('suggestion', 'suggestion_once', '100000 100000 2 1 1'),
    ('suggestion', 'suggestion_via', '100000 100000 2'),
    ('suggestion', 'suggestion_open', '1000 1000 1'),
    ('statement', 'statement', '1000000 1000000 1'),
    ('found', 'found', '1000000 1000000 2 1'),
    ('found', 'found_customer', '1000000 1000000 1');
ANALYZE sqlite_schema;

-- +goose Down
DROP TABLE found;
DROP TABLE statement;
DROP TABLE suggestion;
DROP TABLE edge;
DROP TABLE node;
