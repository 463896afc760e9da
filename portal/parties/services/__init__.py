"""What can be done to organisations, persons and employments."""
