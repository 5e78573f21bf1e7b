UPDATE state SET journal = greatest(journal, ?)
