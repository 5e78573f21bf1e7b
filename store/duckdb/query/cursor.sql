SELECT s.journal, coalesce((SELECT max(seq) FROM touches), 0) FROM state s
