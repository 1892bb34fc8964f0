"""Groups of commands below `newsmend`, one file each."""
