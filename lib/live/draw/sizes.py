"""Sizes of the drawing; the scripts import them too."""

PAD = 280  # rows and columns of the pad
BOX = 20  # of the longer side of a digit in its picture, as MNIST's makers scaled it
