-- Head office, version 40: problems of everybody by how they ended, and a user's, without a look at everything else.

CREATE INDEX journal_entry_refused ON journal_entry (outcome, counted_at) WHERE is_trouble <> 0;
CREATE INDEX journal_entry_problem_by_user ON journal_entry (user_id, counted_at)
    WHERE user_id IS NOT NULL AND (is_trouble <> 0 OR link <> 'follows' OR is_foreign <> 0);
