"""newsmend repairs news articles that machines have mangled."""
