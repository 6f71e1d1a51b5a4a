"""Small random changes to images, after which a digit is still the same digit.

Every function takes images as floats of any precision, shape (N, C, H, W), and a `torch.Generator`
of the CPU, and gives each image a change of its own. What moves in from outside is zero.
"""

from math import inf, pi
from numbers import Real

import torch
from torch.nn.functional import affine_grid, grid_sample, interpolate, pad

from lib.convolution import integer


def shift(images, generator, *, most):
    """Shift each image by a whole number of pixels, up to `most`, along rows and columns.

    Parameters
    ----------
    images : tensor of floats, shape (N, C, H, W)
    generator : torch.Generator
    most : int
        The largest shift, in pixels.

    Returns
    -------
    tensor of the same shape

    Raises
    ------
    ValueError
        If images are no tensor of floats, of four dimensions and not empty, or most is no integer
        of 0 or more.

    Examples
    --------
    >>> one = torch.tensor([[[[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]]])
    >>> shift(one, torch.Generator().manual_seed(3), most=1)
    tensor([[[[0., 0., 0.],
              [1., 0., 0.],
              [0., 0., 0.]]]])
    """
    _require_images(images)
    most = integer("most", most, least=0)
    n, _, height, width = images.shape
    windows = pad(images, (most,) * 4).unfold(2, height, 1).unfold(3, width, 1)
    rows, columns = torch.randint(2 * most + 1, (2, n), generator=generator).to(images.device)
    return windows[torch.arange(n, device=images.device), :, rows, columns]


def distort(images, generator, *, degrees=0.0, stretch=0.0, shift=0.0, bend=0.0):
    """Turn, stretch, shear, shift and bend each image a little.

    A pixel of the result is read, between the pixels, from where the change puts it in the image
    (bilinear interpolation).

    Parameters
    ----------
    images : tensor of floats, shape (N, C, H, W)
    generator : torch.Generator
    degrees : float
        The largest rotation, to either side.
    stretch : float
        The largest change of each entry of the 2 x 2 matrix that scales (diagonal) and shears:
        0.1 makes the image up to a tenth larger or smaller.
    shift : float
        The largest shift along rows and columns, in pixels.
    bend : float
        Standard deviation, in pixels, of the shifts of a coarse grid of 5 x 5 points, between
        which the sheet bends smoothly (bicubic interpolation): an elastic distortion.

    Returns
    -------
    tensor of the same shape

    Raises
    ------
    ValueError
        If images are no tensor of floats, of four dimensions and not empty, or a largest change is
        no finite number of 0 or more.

    References
    ----------
    Simard, Steinkraus and Platt, Best practices for convolutional neural networks applied to
    visual document analysis, ICDAR 2003.

    Examples
    --------
    >>> half = torch.zeros(1, 1, 4, 4)
    >>> half[..., :2] = 1
    >>> distort(half, torch.Generator().manual_seed(1)).equal(half)  # no change allowed: none made
    True
    >>> distort(half, torch.Generator().manual_seed(1), degrees=90).equal(half)
    False
    """
    _require_images(images)
    most = {"degrees": degrees, "stretch": stretch, "shift": shift, "bend": bend}
    for name, value in most.items():
        if not (isinstance(value, Real) and 0 <= value < inf):
            raise ValueError(f"{name} (={value!r}) must be a finite number of 0 or more")
    n, _, height, width = images.shape

    def uniform(*shape):
        return 2 * torch.rand(n, *shape, generator=generator) - 1

    angle = uniform() * degrees * pi / 180
    cos, sin = angle.cos(), angle.sin()
    turn = torch.stack([cos, -sin, sin, cos], dim=-1).view(n, 2, 2)
    matrix = turn @ (torch.eye(2) + stretch * uniform(2, 2))
    # the grid's coordinates (x, y) run from -1 to 1, however many pixels that may be
    matrix = matrix * torch.tensor([[1, height / width], [width / height, 1]])
    pixel = torch.tensor([[2 / width], [2 / height]], dtype=torch.float64)
    affine = torch.cat([matrix, (shift * pixel).float() * uniform(2, 1)], dim=-1)
    exact = images.to(torch.promote_types(images.dtype, torch.float32))
    grid = affine_grid(affine.to(exact), images.shape, align_corners=False)
    if bend:
        coarse = (bend * pixel).float()[..., None] * torch.randn(n, 2, 5, 5, generator=generator)
        fine = interpolate(coarse.to(exact), (height, width), mode="bicubic", align_corners=True)
        grid = grid + fine.permute(0, 2, 3, 1)
    return grid_sample(exact, grid, align_corners=False).to(images.dtype)


def _require_images(images):
    if not isinstance(images, torch.Tensor):
        raise ValueError(f"images (of type {type(images).__name__}) must be a tensor")
    if images.ndim != 4 or images.numel() == 0:
        raise ValueError(
            f"images (of shape {tuple(images.shape)}) must have shape (N, C, H, W), none of it 0"
        )
    if not images.is_floating_point():
        raise ValueError(f"images (of type {images.dtype}) must be floats")
