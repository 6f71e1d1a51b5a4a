"""What attaches to a training from outside, and the moments at which it is called."""

from torch.nn.parameter import is_lazy
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau
from torch.optim.swa_utils import AveragedModel

from lib.training.device import place


class Callback:
    """Something that attaches to a training: called at each of these moments, it does nothing.

    Attributes
    ----------
    parts : dict of str to object
        By name, what a checkpoint has to keep of it: it has `state_dict` and `load_state_dict`.

    Examples
    --------
    >>> import torch
    >>> from lib.training import train
    >>> class Report(Callback):
    ...     def before_training(self, training):
    ...         self.history = training.history
    ...
    ...     def after_epoch(self):
    ...         print(f"{self.history.valid_accuracy[-1]:.0%} of the digits")
    >>> dl = [(torch.zeros(4, 2), torch.zeros(4, dtype=torch.long))]
    >>> _ = train(torch.nn.Linear(2, 1), 2, dl, dl, callbacks=[Report()])
    100% of the digits
    100% of the digits
    """

    parts = {}

    def before_training(self, training):
        """Before the first epoch: look at a `lib.training.loop.Training`, keep what is needed."""

    def before_step(self, examples):
        """After the backward pass of a batch of so many examples, before the optimizer's step."""

    def after_step(self):
        """After the optimizer's step."""

    def before_validation(self):
        """After the last step of an epoch."""

    def after_epoch(self):
        """After validation, when the history has the epoch's scores."""


class Schedule(Callback):
    """Changes the learning rate after EVERY batch.

    Parameters
    ----------
    scheduler : torch.optim.lr_scheduler.LRScheduler
        One of the optimizer that trains.

    Raises
    ------
    ValueError
        If it is none, or waits for the scores of an epoch; as the training begins, if it is one of
        another optimizer.

    Examples
    --------
    >>> import torch
    >>> optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=8.0)
    >>> schedule = Schedule(torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5))
    >>> optimizer.step(), schedule.after_step()
    (None, None)
    >>> optimizer.param_groups[0]["lr"]
    4.0
    """

    def __init__(self, scheduler):
        if not isinstance(scheduler, LRScheduler) or isinstance(scheduler, ReduceLROnPlateau):
            raise ValueError(
                f"scheduler (={scheduler}) must be an LRScheduler that takes a step after every "
                "batch"
            )
        self.scheduler = scheduler
        self.parts = {"scheduler": scheduler}

    def before_training(self, training):
        if self.scheduler.optimizer is not training.optimizer:
            raise ValueError(
                f"scheduler (={self.scheduler}) must be one of the optimizer that trains"
            )

    def after_step(self):
        self.scheduler.step()


class Average(Callback):
    """Averages the weights of the model after every step.

    The average is then what is validated, left in eval mode and to be used afterwards, in place of
    the model that is trained.

    Parameters
    ----------
    averaged : torch.optim.swa_utils.AveragedModel
        Made of the model that is trained; one with batch normalisation needs ``use_buffers=True``.

    Raises
    ------
    ValueError
        If it is none; as the training begins, if its weights have other names or shapes than those
        of the model that is trained.

    Examples
    --------
    >>> import torch
    >>> from lib.training import train
    >>> model = torch.nn.Linear(2, 2)
    >>> average = Average(AveragedModel(model))
    >>> dl = [(torch.zeros(4, 2), torch.zeros(4, dtype=torch.long))]
    >>> _ = train(model, 3, dl, dl, callbacks=[average])
    >>> average.averaged.n_averaged
    tensor(3)
    """

    def __init__(self, averaged):
        if not isinstance(averaged, AveragedModel):
            raise ValueError(f"averaged (={averaged}) must be an AveragedModel")
        self.averaged = averaged
        self.parts = {"average": averaged}

    def before_training(self, training):
        require_shapes(training.model)
        shapes, expected = (
            {name: value.shape for name, value in one.state_dict().items()}
            for one in (self.averaged.module, training.model)
        )
        if shapes != expected:
            raise ValueError(
                f"averaged (of {self.averaged.module}) must be made of the model "
                f"(={training.model})"
            )
        self.model = training.model
        self.averaged.to(place(self.model, None))
        training.judged = self.averaged

    def after_step(self):
        self.averaged.update_parameters(self.model)


def require_shapes(model):
    """Raise a ValueError if a model has lazy layers that have not seen a batch yet.

    Examples
    --------
    >>> from torch import nn
    >>> require_shapes(nn.LazyLinear(3))
    Traceback (most recent call last):
        ...
    ValueError: model must have seen a batch: weight, bias have no shape yet
    """
    state = [*model.named_parameters(), *model.named_buffers()]
    lazy = [name for name, tensor in state if is_lazy(tensor)]
    if lazy:
        raise ValueError(f"model must have seen a batch: {', '.join(lazy)} have no shape yet")
