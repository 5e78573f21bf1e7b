-- What a backup is told by: how far into the journal, how many touches, and a
-- sum of which and when.
SELECT (SELECT journal FROM state), count(*),
    concat(count(*), '-', coalesce(sum(seq), 0), '-', coalesce(sum(happened_at), 0), '-', coalesce(sum(key), 0))
FROM touches
