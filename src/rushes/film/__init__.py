"""From circled takes to a finished film: timeline, parts, sound, words, checks."""
