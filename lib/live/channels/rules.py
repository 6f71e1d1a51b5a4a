"""What a pixel is, in Python and on the page alike (see `kit.rules`)."""

CHANNELS = ["red", "green", "blue"]
BRIGHTEST = 255
