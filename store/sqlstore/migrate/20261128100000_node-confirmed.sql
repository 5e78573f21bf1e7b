-- +goose Up
-- Keys that a source other than a web page has named; see identity.Node.
ALTER TABLE node ADD COLUMN confirmed BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE node SET confirmed = TRUE
WHERE kind <> 'anonymous' AND (workspace, id) IN (
    SELECT e.workspace, e.a FROM edge e JOIN source s ON s.workspace = e.workspace AND s.id = e.source WHERE s.kind <> 'website'
    UNION
    SELECT e.workspace, e.b FROM edge e JOIN source s ON s.workspace = e.workspace AND s.id = e.source WHERE s.kind <> 'website'
);

-- +goose Down
ALTER TABLE node DROP COLUMN confirmed;
