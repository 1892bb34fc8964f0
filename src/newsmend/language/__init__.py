"""What newsmend knows of English: tokens, sentences, tags, the lexicon and the index of names."""
