"""Questions of "A deep CNN for handwritten digits"."""

import numpy as np

from lib.convolution import output_size
from lib.layers import parameter_count

from ..mistakes import of_parameters
from ..question import Lesson

lesson = Lesson("lesson-deep-cnn", "A deep CNN for handwritten digits")

lesson.ask(
    "choice",
    "q-sorted-split",
    "Training never sees the digits of validation.",
    "easy",
    0.5,
    "split data without fooling yourself",
    {
        "there are as many images as before: it is the classes that are missing": "Validation has too few images.",
        "nothing is in both parts: it is the other way round": "Some images are in both parts.",
        "the order inside training is shuffled in every epoch anyway": "Training sees its images in the wrong order.",
    },
    asks="A sample is sorted by digit, and its first fifth is taken for validation. What goes wrong?",
    hints=("Which digits lie in the first fifth?",),
    why="So shuffle before you split, and better within each class.",
)

lesson.ask(
    "number",
    "q-flatten",
    64 * 7 * 7,
    "easy",
    0.5,
    "compute every shape",
    {
        "if one axis is counted": 64 * 7,
        "for one map alone": 7 * 7,
        "from the maps before the last pooling": 64 * 14 * 14,
        "from the channels of the layer before": 32 * 7 * 7,
    },
    asks="64 maps of 7 × 7 are flattened. How many numbers does the first fully connected layer get for each image?",
    hints=("Channels times rows times columns.",),
    why="Channels, rows and columns multiply: that is what the error message would have told.",
)

lesson.ask(
    "number",
    "q-first-loss",
    np.log(10),
    "easy",
    0.5,
    "say why each line is there",
    {
        "with the logarithm to base 2": np.log2(10),
        "with the logarithm to base 10": np.log10(10),
        "for the probability itself": 0.1,
        "if nothing is known and nothing is lost": 0.0,
    },
    asks="A network has not been trained and gives each of ten classes about the same probability. How large is its cross-entropy? Two decimals.",
    hints=("The loss is −log of the true class's probability.",),
    why="If the first loss is far from log of the number of classes, something is wrong already.",
    decimals=2,
)

lesson.ask(
    "number",
    "ex-third-block-rows",
    output_size(7, 2, stride=2),
    "easy",
    1,
    "compute every shape",
    {
        "if the division is rounded up: half a window is no window": 4,
        "if the division is not rounded down to a whole number": 3.5,
        "if the pooling is left out": 7,
        "if the convolution is taken to have no padding": 2,
        "if the windows move by one": 6,
    },
    asks="Maps of 7 × 7 go through a 3 × 3 convolution with padding 1 and then 2 × 2 max pooling. How many rows are left?",
    hints=("The convolution keeps 7 rows.", "How many whole windows of two fit into 7?"),
    why="The seventh row and column are dropped without a word.",
)

lesson.ask(
    "number",
    "ex-third-block-parameters",
    parameter_count(64, 128, 3, 3),
    "easy",
    2,
    "{term}`parameter` of a CNN by hand",
    of_parameters(64, 128, 3)
    | {
        "with the kernels of the layers before, 5 × 5": parameter_count(64, 128, 5, 5),
        "from the channels of the second layer, 32": parameter_count(32, 128, 3, 3),
    },
    asks="A convolution has 64 channels in, 128 out, and kernels of 3 × 3. How many parameters, biases included?",
    hints=("128 filters, each with a kernel for all 64 channels.",),
    why="And yet the whole network shrinks, since `fc1` gets fewer features.",
)


def _top(logits, labels, count=2):
    """The share of examples whose true class is among so many of the largest logits."""
    above = (logits > np.take_along_axis(logits, labels[:, None], 1)).sum(axis=1)
    return (above < count).mean()


def _on_arrays(rule):
    return lambda logits, labels: rule(np.asarray(logits), np.asarray(labels))


def _second(logits, labels):
    return (np.argsort(-logits, axis=1)[:, 1] == labels).mean()


def _cases():
    """Logits and labels, as PyTorch's tensors."""
    import torch  # here, since the first lessons do without it

    logits = torch.tensor([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0], [0.0, 5.0, 4.0]])
    for labels in ((0, 0, 0), (1, 1, 2), (2, 0, 1), (2, 0, 0)):
        yield logits, torch.tensor(labels)
    generator = torch.Generator().manual_seed(0)
    for examples, classes in ((20, 6), (9, 4)):
        labels = torch.randint(classes, (examples,), generator=generator)
        yield torch.rand(examples, classes, generator=generator), labels


lesson.ask(
    "code",
    "ex-second-guess",
    _on_arrays(_top),
    "medium",
    6,
    "report an {term}`accuracy`",
    {
        "if only the largest counts": _on_arrays(lambda z, y: _top(z, y, 1)),
        "if only the second largest counts": _on_arrays(_second),
        "with the three largest": _on_arrays(lambda z, y: _top(z, y, 3)),
        "with the two smallest": _on_arrays(lambda z, y: _top(-z, y)),
        "if examples are counted, and not their share": (
            _on_arrays(lambda z, y: len(y) * _top(z, y))
        ),
        "if both places are counted and divided: the mean over examples and places": (
            _on_arrays(lambda z, y: _top(z, y) / 2)
        ),
        "for the share that is wrong": _on_arrays(lambda z, y: 1 - _top(z, y)),
    },
    cases=_cases,
    asks="Write `second_guess(logits, labels)`: the share of examples whose true class has the largest or the second largest logit.",
    hints=(
        "`logits.topk(2, dim=1).indices` are the places of the two largest.",
        "`labels[:, None]` can be compared with both.",
    ),
    why="This is the top-2 accuracy; on ImageNet one reports the top 5.",
)


def _loader(sizes):
    """Batches of these sizes: three numbers each, two classes, always the same."""
    import torch

    generator = torch.Generator().manual_seed(0)
    batches = [
        (torch.randn(n, 3, generator=generator), torch.randint(2, (n,), generator=generator))
        for n in sizes
    ]

    class Loader(list):
        dataset = range(sum(sizes))

    return Loader(batches)


def _network():
    import torch
    from torch import nn

    generator = torch.Generator().manual_seed(1)
    model = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 2))
    for parameter in model.parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator)
    model[0].running_mean = torch.randn(3, generator=generator)
    return model


def _training_cases():
    from torch import nn

    for sizes in ((4, 4), (5, 3, 2)):
        yield _network().eval(), _loader(sizes), nn.CrossEntropyLoss(), _SGD


def _SGD(parameters):
    import torch

    return torch.optim.SGD(parameters, lr=0.5, momentum=0.9)


def _epoch(model, dl, loss_fn, make_optimizer, change=""):
    """An epoch of training, with one mistake."""
    model.train(change != "eval")
    optimizer = make_optimizer(model.parameters())
    total = 0
    for x, labels in dl:
        if change == "new":
            optimizer = make_optimizer(model.parameters())
        loss = loss_fn(model(x), labels)
        if change != "zero":
            optimizer.zero_grad()
        loss.backward()
        if change != "step":
            optimizer.step()
        total += loss.item() * (1 if change in ("batches", "sum of means") else len(labels))
    counts = {"batches": len(dl), "sum": 1, "sum of means": 1}
    return total / counts.get(change, len(dl.dataset))


def _changed(function, change):
    return lambda *arguments: function(*arguments, change)


lesson.ask(
    "code",
    "ex-train-one-epoch",
    _epoch,
    "hard",
    10,
    "write `train()` and say why each line is there",
    {
        "if the gradients are never set to zero: they add up": _changed(_epoch, "zero"),
        "if the optimiser never steps": _changed(_epoch, "step"),
        "in eval mode: say `model.train()` first": _changed(_epoch, "eval"),
        "if every batch gets a new optimiser, which remembers nothing": _changed(_epoch, "new"),
        "if the batches' means are averaged, though the last batch is smaller": (
            _changed(_epoch, "batches")
        ),
        "if the sum is returned in place of the mean": _changed(_epoch, "sum"),
        "if the batches' means are added up": _changed(_epoch, "sum of means"),
    },
    cases=lambda: list(_training_cases()),
    asks="Write `train_one_epoch(model, dl, loss_fn, make_optimizer)`: one epoch, with the optimiser `make_optimizer(model.parameters())`. It returns the mean loss of an example.",
    hints=(
        "Mode, then for each batch: loss, zero_grad, backward, step.",
        "Add up loss.item() times the size of the batch.",
    ),
    why="These lines are the loop of `lib.training`, too.",
)


def _scores(model, dl, loss_fn, change=""):
    import torch

    model.train(change == "train")
    total = correct = 0
    with torch.no_grad():
        for x, labels in dl:
            logits = model(x)
            total += loss_fn(logits, labels).item() * (1 if change == "batches" else len(labels))
            correct += (logits.argmax(dim=1) == labels).sum().item()
    count = len(dl.dataset)
    means = [total / (len(dl) if change == "batches" else count), correct / count]
    if change == "count":
        return [means[0], correct]
    return means[::-1] if change == "order" else means


def _scoring_cases():
    from torch import nn

    for sizes in ((4, 4), (5, 3, 2)):
        yield _network(), _loader(sizes), nn.CrossEntropyLoss()


lesson.ask(
    "code",
    "ex-evaluate",
    _scores,
    "medium",
    8,
    "write `train()` and say why each line is there",
    {
        "in train mode: say `model.eval()` first": _changed(_scores, "train"),
        "if the batches' means are averaged, though the last batch is smaller": (
            _changed(_scores, "batches")
        ),
        "if right answers are counted, and not their share": _changed(_scores, "count"),
        "if accuracy comes first, and the loss second": _changed(_scores, "order"),
    },
    cases=lambda: list(_scoring_cases()),
    asks="Write `evaluate(model, dl, loss_fn)`: it returns the mean loss of an example and the share of right answers.",
    hints=("Which mode, and who needs no gradients?", "Sum over examples, divide once at the end."),
    why="Score in eval mode and without gradients.",
)

STEP = (
    "loss = loss_fn(model(images), labels)",
    "optimizer.zero_grad()",
    "loss.backward()",
    "optimizer.step()",
)
lesson.ask(
    "order",
    "ex-one-step",
    STEP,
    "easy",
    2,
    "write `train()` and say why each line is there",
    {
        "the gradients are set to zero after they were computed": (
            STEP[0],
            STEP[2],
            STEP[1],
            STEP[3],
        ),
        "the step is made with the gradients of the batch before": (
            STEP[0],
            STEP[1],
            STEP[3],
            STEP[2],
        ),
        "`model.eval()` has no place in a step of learning": ("model.eval()", *STEP),
        "a softmax has no place before cross-entropy": (
            "loss = loss_fn(model(images).softmax(dim=1), labels)",
            *STEP[1:],
        ),
    },
    also=((STEP[1], STEP[0], *STEP[2:]),),
    asks="Put one step of learning in order. Two lines do not belong.",
    hints=("How wrong, forget, how it changes, move.",),
    why="Loss, zero_grad, backward, step; zero_grad may also come first.",
)

lesson.ask(
    "number",
    "ex-weighted-mean",
    (64 * 0.5 + 16 * 0.1) / 80,
    "easy",
    2,
    "say why each line is there",
    {
        "if both batches weigh the same": (0.5 + 0.1) / 2,
        "if the weights change places": (16 * 0.5 + 64 * 0.1) / 80,
        "if the sum is not divided": 64 * 0.5 + 16 * 0.1,
        "if it is divided by the number of batches": (64 * 0.5 + 16 * 0.1) / 2,
    },
    asks="An epoch has two batches: 64 examples with mean loss 0.5, and 16 with mean loss 0.1. What is the mean loss of an example?",
    hints=("Make sums of the means first.",),
    why="That is why the loop multiplies by `len(labels)`.",
)

lesson.ask(
    "number",
    "ex-two-thousand",
    np.sqrt(0.97 * 0.03 / 2000),
    "medium",
    3,
    "report an {term}`accuracy` with its uncertainty",
    {
        "without the square root": 0.97 * 0.03 / 2000,
        "if n is left out of the root": np.sqrt(0.97 * 0.03) / 2000,
        "for the accuracy without 1 − a": np.sqrt(0.97 / 2000),
        "for two standard errors": 2 * np.sqrt(0.97 * 0.03 / 2000),
    },
    decimals=4,
    asks="A network gets 97 % of 2,000 test digits right. How large is the standard error of this accuracy, as a share, to four decimals?",
    hints=("√(a(1 − a)/n), with a = 0.97.",),
    why="Differences below about twice that prove nothing.",
)

lesson.ask(
    "line",
    "ex-loop-with-a-bug",
    6,
    "medium",
    3,
    "write `train()` and say why each line is there",
    {
        "dropout has to be off for scoring": 1,
        "no gradients are needed for scoring": 2,
        "it goes over all batches of validation": 3,
        "the largest logit is the answer, compared with the label": 4,
        "right answers are added up over the batches": 5,
    },
    lines=(
        "model.eval()",
        "with torch.inference_mode():",
        "    for images, labels in valid_dl:",
        "        is_right = model(images).argmax(dim=1) == labels",
        "        correct += is_right.sum().item()",
        "accuracy = correct / len(valid_dl)",
    ),
    asks="With 500 digits in batches of 64, this reports a validation accuracy of 60. Which line is wrong? (`correct` begins at 0.)",
    hints=("How many batches are there, and how many examples?",),
    why="`len(valid_dl)` counts batches: examples are `len(valid_dl.dataset)`.",
)

lesson.ask(
    "open",
    "ex-test-once",
    "Whoever looks at the test set and then chooses a setting has chosen what happens to fit these digits. The result is then too "
    "good for new ones, as an answer is that was learned by heart. The validation set is there for choosing; the test set stays closed "
    "until all decisions are made.",
    "medium",
    4,
    "split data without fooling yourself",
    {},
    asks="Why may the test set be used only once? Answer in two or three sentences.",
    hints=(
        "What has somebody learned from who tries ten settings and keeps the one with the best test accuracy?",
    ),
    why="Choosing is a kind of learning.",
)
