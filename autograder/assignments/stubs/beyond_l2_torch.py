"""The graded functions of part (c) of beyond L2 as they are handed out unfilled.

Only the tokens matter: white space, comments and docstrings do not.
"""


def _unfilled(head: str, *names: str) -> tuple[str, ...]:
    """The function that computes these names, the last of which it gives back, with nothing in its region.

    There stand the names and None, nothing (since 2021 the lines are comments), or half a line for each.
    """
    regions = ([f"    {name} {rest}".rstrip() for name in names] for rest in ("= None", "="))
    return tuple("\n".join([f"def {head}:", *region, f"    return {names[-1]}"]) for region in (*regions, []))


L1_PENALTY = _unfilled("l1_penalty(net)", "penalty")
L2_PENALTY = _unfilled("l2_penalty(net)", "penalty")
LOSS = _unfilled("regularized_loss(criterion, outputs, labels, net, kind, strength)", "loss")
PREDICTION = _unfilled("predict_in_eval_mode(net, inputs)", "was_training", "outputs")
STEPS = _unfilled("sgd_with_weight_decay(net, learning_rate, strength)", "optimizer")
