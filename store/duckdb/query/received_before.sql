-- The seq before the first touch that was received at an instant or later.
SELECT coalesce(
    (SELECT min(seq) - 1 FROM touches WHERE received_at >= ?1),
    (SELECT max(seq) FROM touches),
    0)
