"""The chapter's interface: the public register, and applications with their deeds."""
