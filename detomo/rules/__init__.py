"""Row and column rules: who may see which rows and columns of the target database. Administrators keep them."""
