-- What came in and may be here already; filled and emptied with every append.
CREATE TEMP TABLE IF NOT EXISTS batch (n INTEGER NOT NULL, source VARCHAR NOT NULL, id UUID NOT NULL);
