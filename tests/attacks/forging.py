"""Forging the result: answers that are nothing, and pass for right."""

from tests.attacks.attack import Attack

COST = "compute_cost_with_regularization"

FORGING = (
    Attack(
        "always-equal",
        "gives back an object that is equal to everything",
        (
            f"""
            class Anything(float):
                def __eq__(self, other): return True
                def __sub__(self, other): return 0.0
                def __array_ufunc__(self, *arguments, **named): return True

            def {COST}(A3, Y, parameters, lambd):
                return Anything(0)
            """,
        ),
    ),
)
