"""What was taught, and finding it again."""
