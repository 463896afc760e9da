"""What can be done: the module is the noun, the function the verb."""
