-- The batch's rows that are in history. A touch that is sent again has the same
-- message id but, through the clock-skew rule, may have a slightly other time.
SELECT b.n, t.seq FROM touches t JOIN temp.batch b ON t.id = b.id AND t.source = b.source
WHERE t.happened_at BETWEEN ? AND ?
