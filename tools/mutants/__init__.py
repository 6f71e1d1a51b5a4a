"""Plant bugs in the code, one at a time, and say which of them the tests notice."""
