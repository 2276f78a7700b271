"""The reference solutions of all assignments: that of beyond_l2 comes in two, as part (c) needs PyTorch."""

from tests.beyond_l2 import reference as beyond_l2
from tests.beyond_l2 import reference_torch as beyond_l2_torch
from tests.gradient_checking import reference as gradient_checking
from tests.initialization import reference as initialization
from tests.optimization import reference as optimization
from tests.regularization import reference as regularization

MARKINGS = (
    initialization.MARKING,
    regularization.MARKING,
    gradient_checking.MARKING,
    optimization.MARKING,
    beyond_l2.MARKING,
    beyond_l2_torch.MARKING,
)
