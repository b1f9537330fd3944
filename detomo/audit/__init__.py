"""The audit: who did what, when, from where and with which outcome, in lines that cannot be changed unseen."""
