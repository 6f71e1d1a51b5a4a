"""What the commands of the Makefile run: `python -m tools.NAME`."""
