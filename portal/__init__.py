"""The nouns every chapter shares and the machinery every chapter uses."""
