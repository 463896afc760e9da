"""Users, their dated assignments, and how they prove who they are."""
