"""Questions of "Published bugs"."""

import numpy as np

from ..question import Lesson

lesson = Lesson("lesson-published-bugs", "Published bugs")


def wrong_line(label, level, minutes, code, number, reasons, **said):
    """Ask for the wrong line of a program; each other line has a reason why it is right."""
    lines = tuple(code.strip("\n").splitlines())
    others = [k for k in range(1, len(lines) + 1) if k != number]
    errors = dict(zip(reasons, others, strict=True))
    objective = "find the wrong line in eight published programs"
    lesson.ask("line", label, number, level, minutes, objective, errors, lines=lines, **said)


wrong_line(
    "q-bug-stride",
    "medium",
    2,
    """
def convolve(X, W, padding, stride):
    turned, X = W[::-1, ::-1], np.pad(X, padding)
    m, room = len(W), len(X) - len(W)
    starts = range(0, room // stride + 1, stride)
    windows = [[X[i : i + m, j : j + m] for j in starts] for i in starts]
    return np.sum(windows * turned, axis=(2, 3))
""",
    4,
    (
        "input, kernel, padding and stride are all that a convolution is made of",
        "a convolution turns its kernel along both axes, and zeros go on all four sides",
        "room is right: the kernel can move by the padded size less its own",
        "a window starts at each start and is as large as the kernel",
        "each window is multiplied by the turned kernel and summed up over its own two axes",
    ),
    asks="A convolution of square matrices. With stride 1 it is right. For a padded input of 5, a "
    "kernel of 3 and stride 2 it gives one output in place of four. Which line is wrong?",
    hints=(
        "Write down every variable for that example.",
        "Which positions may a window of 3 start at in an input of 5? Only one of them is in the "
        "range.",
    ),
    why="The quotient counts outputs, and `range` takes it for a limit on positions: so the stride "
    "is applied twice.",
)

wrong_line(
    "q-bug-softmax",
    "easy",
    1,
    """
def train_step(model, optimizer, images, labels):
    optimizer.zero_grad()
    logits = model(images)
    scores = torch.softmax(logits, dim=1)
    loss = F.cross_entropy(scores, labels)
    loss.backward()
    optimizer.step()
    return loss.item()
""",
    4,
    (
        "a step needs a model, an optimiser and a batch",
        "old gradients have to go before new ones are added",
        "the model returns one logit for each class, as it should",
        "this is the loss for several classes; what matters is what it is given",
        "the gradient is taken of the loss, and before the step",
        "the step follows the gradient",
        "`item` makes a plain number of the loss, to be printed",
    ),
    asks="One step of training for ten classes. The loss falls, but it never gets below 1.46. "
    "Which line does not belong?",
    hints=(
        "`F.cross_entropy` does more than take a logarithm. What does it expect?",
        "Something is done twice: once here, and once inside the loss.",
    ),
    why="`cross_entropy` applies log-softmax itself: it wants logits.",
)

wrong_line(
    "q-bug-logarithm",
    "medium",
    1,
    """
def evaluate(model, images, labels):
    model.eval()
    with torch.no_grad():
        logits = model(images)
    probabilities = torch.softmax(logits, dim=1)
    predicted = probabilities.argmax(dim=1)
    accuracy = (predicted == labels).float().mean().item()
    loss = F.nll_loss(probabilities, labels).item()
    return accuracy, loss
""",
    8,
    (
        "a model, its inputs and the truth are what an evaluation needs",
        "evaluation mode is right: dropout has to rest",
        "nobody trains here, so no gradients are needed",
        "the model returns logits, one row for each image",
        "softmax along the classes makes probabilities of logits",
        "the most probable class is the prediction",
        "the share of right predictions is the accuracy",
        "both are plain numbers, and they are returned together",
    ),
    asks="Accuracy and loss on new images. The accuracy is right, but the loss that it prints is "
    "-0.549. Which line is wrong?",
    hints=(
        "Minus the logarithm of a probability is never negative.",
        "`nll_loss` picks one number of each row and turns its sign, nothing more.",
    ),
    why="`nll_loss` takes log-probabilities: the logarithm is the caller's business.",
)

wrong_line(
    "q-bug-dropout",
    "easy",
    1,
    """
def dropout(x, p, training, rng):
    if not training:
        return x
    keep = rng.random(x.shape) >= p
    return x * keep / p
""",
    5,
    (
        "input, probability, mode and a generator are what dropout needs",
        "dropout acts in training only",
        "in evaluation the input passes unchanged, since training makes up for what is dropped",
        "a number from 0 to 1 lies below p with probability p: these are dropped",
    ),
    asks="Inverted dropout with the probability p to drop an element. Its author tried it with "
    "p = 0.5, and all was well. Which line is wrong?",
    hints=(
        "Try p = 0.1: how many elements survive, and how large is each?",
        "The mean of many ones has to stay 1. What share of them survives?",
    ),
    why="A share of 1 - p survives, so the survivors are divided by 1 - p; only at 0.5 the two "
    "are the same.",
)

wrong_line(
    "q-bug-mode",
    "medium",
    2,
    """
class Dropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p, self.is_training = p, True
    def forward(self, x):
        if self.is_training:
            keep = torch.rand(x.shape) >= self.p
            x = x * keep / (1 - self.p)
        return x
""",
    6,
    (
        "a layer is a module, so that `eval` of the network reaches it",
        "the probability is given when the layer is made",
        "every module begins by making itself known to PyTorch",
        "to keep a flag of one's own harms nobody, as long as nobody reads it",
        "forward takes the input, and the layer knows its own mode",
        "each element is kept with probability 1 - p",
        "survivors are divided by 1 - p, as they should be",
        "dropped or not, the result is returned",
    ),
    asks="A dropout layer. `model.eval()` is called before the test, and still each test accuracy "
    "comes out a little different. Which line has to read something else?",
    hints=(
        "What does `eval` change in a module, and does this one look at it?",
        "Every module of PyTorch has an attribute for its mode. It has another name.",
    ),
    why="`train` and `eval` set `training` in every module; a flag of another name is never "
    "switched.",
)

wrong_line(
    "q-bug-batches",
    "medium",
    2,
    """
def mean_loss(model, batches):
    losses, sizes = [], []
    model.eval()
    with torch.no_grad():
        for images, labels in batches:
            losses.append(F.cross_entropy(model(images), labels).item())
            sizes.append(len(labels))
    return np.mean(losses)
""",
    8,
    (
        "a model and the test set in batches are what is needed",
        "a loss and a size are kept for each batch",
        "evaluation mode is right for a test",
        "no gradients are needed for a test",
        "each batch holds images and their labels",
        "this is the mean loss of one batch, a fine thing to keep",
        "the number of examples in the batch is worth keeping",
    ),
    asks="The mean loss over a test set. With batches of 5 and of 10 it gives the same, with "
    "batches of 4 it does not: the test set has 10 images. Which line is wrong?",
    hints=(
        "Which sizes have the batches, if ten images are dealt out in fours?",
        "A batch of two counts as much as a batch of four. Something was kept and is never used.",
    ),
    why="A mean of means is the mean only if all batches are equally large; otherwise each counts "
    "by its size.",
)

wrong_line(
    "q-bug-wrap",
    "medium",
    1,
    """
def steps(image):
    left, right = image[:, :-1], image[:, 1:]
    difference = left - right
    return np.abs(difference)
""",
    3,
    (
        "an image is all that it takes",
        "these are all pixels that have a neighbour on the right, and those neighbours",
        "of a signed number the absolute value is what is wanted",
    ),
    asks="How much each pixel differs from its right neighbour. For the `uint8` pixels 12 and 10 "
    "it gives 2, for 10 and 12 it gives 254. Which line is wrong?",
    hints=(
        "Which numbers can an unsigned byte hold?",
        "10 - 12 is -2, and -2 is not among them. Where is it lost?",
    ),
    why="Bytes count modulo 256: make them signed, or floating, before you subtract.",
)

wrong_line(
    "q-bug-shift",
    "easy",
    1,
    """
def shift_right(X):
    Z = np.zeros_like(X)
    for i in range(X.shape[0]):
        for j in range(X.shape[1] - 1):
            Z[i, j] = X[i, j + 1]
    return Z
""",
    5,
    (
        "the image is all that it takes",
        "the result has the size of the image, and zeros come in where nothing arrives",
        "every row is moved",
        "one column leaves the image, so one fewer is copied",
        "the moved image is returned, and the old one is left alone",
    ),
    asks="It should move an image one column to the right. Which line is wrong?",
    hints=(
        "Put a single 1 into column 2 and follow it.",
        "What Z holds in column j was in column j + 1 before: to the left or to the right?",
    ),
    why="To move right, an element of column j has to land in column j + 1.",
)

TEST = (
    "def test_batch_size_does_not_matter():",
    "    whole = mean_loss(model, [(images, labels)])",
    "    for size in (1, 3, 4):",
    "        batches = list(zip(images.split(size), labels.split(size)))",
    "        assert abs(mean_loss(model, batches) - whole) < 1e-6",
)
KIND = "    for size in (2, 5, 10):"
BLIND = "        assert abs(mean_loss(model, batches) - mean_loss(model, batches)) < 1e-6"


lesson.ask(
    "order",
    "ex-bug-batch-test",
    TEST,
    "easy",
    3,
    "write the test that catches it",
    {
        "2, 5 and 10 divide 10, so no batch is smaller and the bug stays hidden": (
            *TEST[:2],
            KIND,
            *TEST[3:],
        ),
        "a value compared with itself always agrees": (*TEST[:4], BLIND),
    },
    asks="Ten images and their labels are given. Put the lines in order: a test that fails for a "
    "mean of batch means. Two lines do not belong.",
    hints=(
        "What should not depend on the batch size is computed once, before the loop.",
        "Which batch sizes leave a smaller last batch, if there are ten images?",
    ),
    why="A test has to try the cases in which right and wrong differ.",
)

lesson.ask(
    "choices",
    "ex-bug-which-tests",
    (
        "the mean of 100,000 ones stays 1 to two digits, for p = 0.2",
        "no survivor is more than doubled, for p = 0.1",
    ),
    "medium",
    4,
    "write the test that catches it",
    {
        "at p = 0.5 both divisors are the same": (
            "the mean of 100,000 ones stays 1 to two digits, for p = 0.5"
        ),
        "which elements are dropped is right; what the survivors become is wrong": (
            "a share of about p is zero, for p = 0.2"
        ),
        "in evaluation the division is never reached": "in evaluation nothing changes, for p = 0.2",
    },
    asks="Dropout divides its survivors by p in place of 1 - p. Which of these tests fail, and so "
    "catch it?",
    hints=(
        "For each test, work out what the wrong function returns.",
        "With p = 0.1 a survivor is multiplied by 10, and 1.11 is right.",
    ),
    why="A test at p = 0.5, a test of the mask and a test of evaluation mode are all blind to it.",
)


def sgd_step(w, gradient, lr, l2_lambda):
    return w - lr * (gradient + 2 * l2_lambda * w)


def cases():
    """A step with one weight, and steps with five, from a generator with a seed."""
    rng = np.random.default_rng(0)
    vectors = [(rng.normal(size=5), rng.normal(size=5), 0.1, each) for each in (0.3, 0.05)]
    return [(2.0, 1.0, 0.5, 0.25), *vectors]


lesson.ask(
    "code",
    "ex-bug-decay",
    sgd_step,
    "medium",
    4,
    "mend it",
    {
        "if `weight_decay` is l2_lambda: the 2 of the square's derivative is lost": (
            lambda w, gradient, lr, l2_lambda: w - lr * (gradient + l2_lambda * w)
        ),
        "if the decay does not go through the learning rate": (
            lambda w, gradient, lr, l2_lambda: w - lr * gradient - 2 * l2_lambda * w
        ),
        "if the penalty pushes the weights away from zero": (
            lambda w, gradient, lr, l2_lambda: w - lr * (gradient - 2 * l2_lambda * w)
        ),
        "if the penalty is added in place of its derivative": (
            lambda w, gradient, lr, l2_lambda: w - lr * (gradient + l2_lambda * w**2)
        ),
        "if the penalty is left out": lambda w, gradient, lr, l2_lambda: w - lr * gradient,
        "if the step goes up the hill": (
            lambda w, gradient, lr, l2_lambda: w + lr * (gradient + 2 * l2_lambda * w)
        ),
    },
    asks="Mend `sgd_step(w, gradient, lr, l2_lambda)`: one step of SGD for a loss with this "
    "`gradient` and the penalty `l2_lambda * (w**2).sum()`. It returns the new weights.",
    hints=(
        "The step follows the gradient of loss and penalty together.",
        "Differentiate λ·w² with respect to w.",
    ),
    why="That is `weight_decay = 2 * l2_lambda`, since PyTorch adds `weight_decay * w` to the "
    "gradient.",
    cases=cases,
)

lesson.ask(
    "open",
    "ex-bug-why-unseen",
    "None of them raises an error, and each is right in the case that its author tried: stride 1, "
    "p = 0.5, a batch size that divides the test set. The result looks plausible, so nobody "
    "compares it with anything. What would have shown them is a second, independent way to compute "
    "the same, tried on cases in which a mistake makes a difference.",
    "hard",
    5,
    "say why nobody saw it",
    asks="These bugs were read by thousands and lived for years. What do most of them have in "
    "common, and what would have shown them? Answer in two to four sentences.",
    hints=(
        "Look at the examples on which each was tried by its author.",
        "Do they raise an error? Is the wrong result visibly absurd?",
    ),
    why="Plausible results on kind examples hide mistakes.",
)
