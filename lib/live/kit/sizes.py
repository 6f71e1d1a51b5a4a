"""Sizes of a network's figures; scripts import them too."""

SIZE = 28  # rows and columns of a picture
SHOWN = 6  # products of a sum that are written out
