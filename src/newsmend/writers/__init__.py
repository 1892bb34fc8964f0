"""What a run leaves behind: clean text, the ledger, diffs, the report."""
