"""Results for people: charts, words, the reasons for no rows."""
