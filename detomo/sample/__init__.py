"""The sample shop: a music store whose every row is invented, in the naming of Chinook's 2009 edition."""
