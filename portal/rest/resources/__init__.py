"""What the portal itself shows through the interface; chapters show their own."""
