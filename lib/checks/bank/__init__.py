"""The questions of all lessons: a module for each, in the order of the book."""

from . import (
    all_of_mnist,
    beyond_one_machine,
    building_blocks,
    convolution_1d,
    convolution_2d,
    deep_cnn,
    dropout,
    fast_convolution,
    images_channels,
    losses,
    padding_stride,
    published_bugs,
    regularisation,
    subsampling,
    what_the_network_learned,
    wrong_shapes,
)

MODULES = [
    building_blocks,
    convolution_1d,
    padding_stride,
    convolution_2d,
    subsampling,
    images_channels,
    regularisation,
    dropout,
    losses,
    deep_cnn,
    fast_convolution,
    all_of_mnist,
    beyond_one_machine,
    what_the_network_learned,
    published_bugs,
    wrong_shapes,
]
QUESTIONS = tuple(question for module in MODULES for question in module.lesson.questions)
TITLES = {module.lesson.label: module.lesson.title for module in MODULES}
