"""What the language model was told in kind, how many tokens that took, and what they cost."""
