"""Questions of "What the network learned"."""

from ..question import Lesson

lesson = Lesson("lesson-what-the-network-learned")

lesson.ask(
    "number",
    "ex-field-without-stride",
    (29 - 1) // 2,
    "easy",
    2,
    "compute and measure a {term}`receptive field`",
    {
        "if each layer added 3 pixels: the window's own pixel is there already": 10,
        "if each layer added 1 pixel: it adds one on EACH side": 28,
        "if the 1 that you start from is not counted": 15,
        "with the strides of the network that is there": 5,
        "if the field doubled with each layer, as a stride makes it": 4,
    },
)

lesson.ask(
    "label",
    "ex-silence-a-kernel",
    6,
    "hard",
    8,
    "draw occlusion and saliency maps, and test what they are worth",
)
