"""Working days and the statutory clock's arithmetic."""
