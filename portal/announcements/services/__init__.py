"""What can be done to announcements and to the objections against them."""
