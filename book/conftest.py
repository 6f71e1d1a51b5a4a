"""What the lessons of this book may lack where they are checked."""

from lib.data import has_mnist, mnist_root


def pytest_lesson_lacks(need):
    if need == "mnist":
        return "" if has_mnist() else f"all of MNIST in {mnist_root()}"
    return None
