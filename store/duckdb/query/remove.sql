-- Takes touches out. Their seqs are never given again: readers of the feed and
-- the index go by them.
DELETE FROM touches WHERE seq IN (SELECT unnest(CAST(?1 AS BIGINT[]))) AND seq BETWEEN ?2 AND ?3
