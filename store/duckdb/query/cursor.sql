SELECT s.journal, greatest(s.seq, coalesce((SELECT max(seq) FROM touches), 0)) FROM state s
