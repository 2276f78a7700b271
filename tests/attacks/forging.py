"""Forging the result: answers that are nothing, and pass for right."""

from autograder.assignments.figures import regularization as figures
from autograder.model import Status
from tests.attacks.attack import Attack

NAMES = (
    "compute_cost_with_regularization",
    "backward_propagation_with_regularization",
    "forward_propagation_with_dropout",
    "backward_propagation_with_dropout",
)


def _all_give(answer: str) -> tuple[str, ...]:
    """A notebook in which every graded function gives the same."""
    return "import numpy as np", *(f"def {name}(*inputs, **named):\n    return {answer}" for name in NAMES)


def _figures(answers: dict) -> str:
    return repr({name: array.tolist() for name, array in answers.items()})


# --- answers without any work -------------------------------------------------------------------------------------

NO_WORK = (
    Attack("none", "answers None", _all_give("None")),
    Attack("zero", "answers 0", _all_give("0.0")),
    Attack("not-a-number", "answers NaN, which differs from nothing by more than a tolerance", _all_give("np.nan")),
    Attack("infinity", "answers an infinity, in the hope of an infinite tolerance", _all_give("np.inf")),
    Attack("first-input", "gives back its first input", _all_give("inputs[0]")),
    Attack("all-inputs", "gives back all inputs", _all_give("inputs")),
    Attack(
        "zeros-of-every-name",
        "gives a dict in which every gradient is a zero that would broadcast to any shape",
        _all_give("{kind + layer: np.zeros(()) for kind in ('dZ', 'dA', 'dW', 'db') for layer in '123'}"),
    ),
    Attack(
        "memorised",
        "has all answers of the public cases by heart",
        (
            f"""
            import numpy as np
            GRADIENTS = {_figures(figures.L2_GRADIENTS)}
            OF_DROPOUT = {_figures(figures.DROPOUT_GRADIENTS)}
            FORWARD = {_figures(figures.DROPOUT_ACTIVATIONS)}
            """,
            f"""
            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                return {figures.COST!r}

            def backward_propagation_with_regularization(X, Y, cache, lambd):
                return {{name: np.array(figures) for name, figures in GRADIENTS.items()}}

            def backward_propagation_with_dropout(X, Y, cache, keep_prob):
                return {{name: np.array(figures) for name, figures in OF_DROPOUT.items()}}

            def forward_propagation_with_dropout(X, parameters, keep_prob):
                Z1, D1, A1, D2, A2, A3 = (np.array(FORWARD[name]) for name in ("Z1", "D1", "A1", "D2", "A2", "A3"))
                return A3, (Z1, D1, A1, None, None, None, D2, A2)
            """,
        ),
    ),
    Attack(
        "handed-out-code",
        "answers with the helper's own gradients, those without a penalty",
        (
            """
            from reg_utils import *

            def backward_propagation_with_regularization(X, Y, cache, lambd):
                return backward_propagation(X, Y, cache)
            """,
        ),
    ),
    Attack(
        "drowned-penalty",
        "leaves the penalty out, and makes up gradients so large that in what follows from them it is lost in rounding",
        (
            """
            import numpy as np

            def backward_propagation_with_regularization(X, Y, cache, lambd):
                m = X.shape[1]
                (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
                dZ1, dZ2, dZ3 = (1e9 * np.random.rand(*Z.shape) for Z in (Z1, Z2, Z3))
                return {"dZ3": dZ3, "dW3": dZ3 @ A2.T / m, "db3": np.sum(A3 - Y, axis=1, keepdims=True) / m,
                        "dA2": W3.T @ (A3 - Y), "dZ2": dZ2, "dW2": dZ2 @ A1.T / m,
                        "dZ1": dZ1, "dW1": dZ1 @ X.T / m}
            """,
        ),
    ),
    Attack(
        "not-here",
        "claims that a library is missing, in the hope that the exercise is skipped",
        _all_give("exec('raise ModuleNotFoundError(\"No module named torch\")')"),
        status=(Status.ERROR,),
    ),
    Attack(
        "leaves-early",
        "ends the process with status 0 before the first hidden case",
        (
            f"""
            import os

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                return {figures.COST!r} if lambd == 0.1 else os._exit(0)
            """,
        ),
        status=(Status.CRASHED,),
    ),
    Attack(
        "another-go",
        "kills itself, to be asked once more as if somebody else had done it, and guesses anew",
        (
            """
            import os, signal, time

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                if time.time_ns() % 4:
                    os.kill(os.getpid(), signal.SIGKILL)
                return 1.0
            """,
        ),
        status=(Status.WRONG, Status.CRASHED),
    ),
)

# --- objects that lie ---------------------------------------------------------------------------------------------

LIARS = (
    Attack(
        "always-equal",
        "gives back an object that is equal to everything",
        (
            """
            class Anything(float):
                def __eq__(self, other): return True
                def __sub__(self, other): return 0.0
                def __array_ufunc__(self, *arguments, **named): return True

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                return Anything(0)
            """,
        ),
    ),
    Attack(
        "number-subclass",
        "gives a NumPy number whose every distance is 0 and that is less than everything",
        (
            """
            import numpy as np

            class Near(np.float64):
                __sub__ = __rsub__ = __abs__ = lambda self, *other: Near(0)
                __lt__ = __le__ = __gt__ = __ge__ = __eq__ = lambda self, other: True

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                return Near(0)
            """,
        ),
    ),
    Attack(
        "text-subclass",
        "gives a text that says it is a number",
        (
            """
            class Figure(str):
                __class__ = float
                __float__ = lambda self: 0.0
                __eq__ = lambda self, other: True
                __hash__ = str.__hash__

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                return Figure("expected")
            """,
        ),
    ),
    Attack(
        "array-subclass",
        "gives arrays that answer every function of NumPy with True",
        (
            """
            import numpy as np

            class Yes(np.ndarray):
                def __array_ufunc__(self, *arguments, **named): return np.True_
                def __array_function__(self, *arguments, **named): return np.True_
                def __array_wrap__(self, *arguments, **named): return np.True_
                def __array_finalize__(self, other): pass
                __eq__ = lambda self, other: np.True_

            def forward_propagation_with_dropout(X, parameters, keep_prob):
                A3 = np.zeros((1, X.shape[1])).view(Yes)
                return A3, (A3,) * 14
            """,
        ),
    ),
    Attack(
        "array-of-liars",
        "gives arrays of objects that are equal to everything",
        (
            """
            import numpy as np

            class Anything:
                __eq__ = __lt__ = __le__ = lambda self, other: True
                __sub__ = __rsub__ = lambda self, other: 0.0
                __float__ = lambda self: 0.0

            def forward_propagation_with_dropout(X, parameters, keep_prob):
                A3 = np.full((1, X.shape[1]), Anything(), dtype=object)
                return A3, (A3,) * 14
            """,
        ),
    ),
    Attack(
        "duck-array",
        "gives something that only pretends to be an array, wherever NumPy asks",
        (
            """
            import numpy as np

            class Duck:
                shape, dtype, ndim, size = (), np.dtype(float), 0, 1
                __array__ = lambda self, *arguments, **named: np.zeros(())
                __array_interface__ = {"shape": (), "typestr": "<f8", "version": 3, "data": (0, True)}
                __array_priority__ = 1e9
                __array_ufunc__ = lambda self, *arguments, **named: np.True_

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                return Duck()
            """,
        ),
    ),
    Attack(
        "bomb-in-a-pickle",
        "gives an object that runs a command wherever it is unpickled, and one that takes itself for anybody",
        (
            """
            import os

            class Bomb:
                __class__ = property(lambda self: Bomb)
                __reduce__ = lambda self: (os.system, ("echo told > %HOME%/eve",))
                __reduce_ex__ = lambda self, protocol: self.__reduce__()
                __getattr__ = lambda self, name: Bomb()

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                return Bomb()
            """,
        ),
    ),
    Attack(
        "figure-of-the-last-moment",
        "gives a number that looks for the right one on the stack while it is being sent",
        (
            """
            import sys

            class Later(float):
                def __float__(self):
                    frame = sys._getframe()
                    while frame is not None:
                        for name in ("expected", "due", "want", "right"):
                            if name in frame.f_locals:
                                return frame.f_locals[name]
                        frame = frame.f_back
                    return 0.0

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                return Later(0)
            """,
        ),
    ),
    Attack(
        "dict-of-everything",
        "gives a dict that has whatever key it is asked for",
        (
            """
            import numpy as np

            class Every(dict):
                __contains__ = lambda self, key: True
                __getitem__ = get = lambda self, key, *default: np.zeros(())
                __missing__ = lambda self, key: np.zeros(())
                __eq__ = lambda self, other: True
                keys = lambda self: ["dW1", "dW2", "dW3"]

            def backward_propagation_with_regularization(X, Y, cache, lambd):
                return Every()
            """,
        ),
    ),
    Attack(
        "list-within-itself",
        "gives a list that contains itself, and one that does so twice",
        (
            """
            def forward_propagation_with_dropout(X, parameters, keep_prob):
                chain, bush = [], []
                chain.append(chain)
                bush += [bush, bush]
                return chain if keep_prob == 0.7 else bush
            """,
        ),
    ),
    Attack(
        "endless-broadcast",
        "gives an array of terabytes that takes eight bytes here",
        (
            """
            import numpy as np

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                return np.broadcast_to(0.0, (10**6, 10**6))
            """,
        ),
    ),
)

# --- tampering with what runs inside ------------------------------------------------------------------------------

TAMPERING = (
    Attack(
        "patched-numpy",
        "makes NumPy find everything equal and every distance 0",
        (
            """
            import numpy as np
            import numpy.testing

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                np.allclose = np.isclose = np.array_equal = np.all = lambda *arguments, **named: True
                np.abs = np.subtract = lambda *arguments, **named: 0.0
                for name in dir(numpy.testing):
                    if name.startswith("assert"):
                        setattr(numpy.testing, name, lambda *arguments, **named: None)
                return 0.0
            """,
        ),
    ),
    Attack(
        "patched-builtins",
        "makes Python find everything equal, small and of the right kind",
        (
            """
            import builtins, math

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                builtins.abs = lambda number: 0
                builtins.all = builtins.any = lambda parts: True
                math.isclose = lambda *arguments, **named: True
                return 0.0
            """,
        ),
    ),
    Attack(
        "isinstance-says-yes",
        "makes the encoder take its answer for None, true and a number at once",
        (
            """
            import builtins

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                builtins.isinstance = lambda thing, kind: True
                return object()
            """,
        ),
        status=(Status.WRONG, Status.CRASHED),
    ),
    Attack(
        "import-hook",
        "puts itself in the place of the judge, the model and the decoder wherever they are imported",
        (
            """
            import importlib.abc, importlib.machinery, sys

            class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
                def find_spec(self, name, path=None, target=None):
                    if name.split(".")[0] in ("autograder", "msgspec", "msgpack"):
                        return importlib.machinery.ModuleSpec(name, self, is_package=True)

                def exec_module(self, module):
                    module.compare = module.judge = lambda *arguments, **named: []
                    module.decode = lambda *arguments, **named: {"status": "passed"}

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                sys.meta_path.insert(0, Hook())
                import autograder.grading.compare, autograder.grading.judge, msgspec.msgpack
                return 0.0
            """,
        ),
    ),
    Attack(
        "shadowed-modules",
        "writes a helper, msgpack and the rooms that run inside to where modules are looked for first",
        (
            """
            import os, sys

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                for name in ("reg_utils", "testCases", "msgpack", "msgspec", "room"):
                    with open(name + ".py", "w") as file:
                        file.write("decode = unpackb = allclose = compute_cost = lambda *inputs: 0.0")
                    sys.modules.pop(name, None)
                sys.path.insert(0, os.getcwd())
                import msgpack, msgspec, reg_utils, room
                return reg_utils.compute_cost(A3, Y)
            """,
        ),
        status=(Status.WRONG, Status.ERROR),  # behind Landlock nothing can be written
    ),
    Attack(
        "patched-helper",
        "makes the helper give back what is expected, as far as it knows",
        (
            """
            import reg_utils, testCases

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                reg_utils.compute_cost = lambda A3, Y: 1.7864859451590758
                testCases.compute_cost_with_regularization_test_case = lambda: (A3, Y, parameters)
                return reg_utils.compute_cost(A3, Y)
            """,
        ),
    ),
    Attack(
        "frames",
        "climbs the stack for anything that is expected",
        (
            """
            import sys

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                frame, found = sys._getframe(), []
                while frame is not None:
                    for names in (frame.f_locals, frame.f_globals):
                        found += [names[name] for name in names if "expected" in name or "answer" in name]
                    frame = frame.f_back
                return next((figure for figure in found if isinstance(figure, float)), 0.0)
            """,
        ),
    ),
    Attack(
        "collector",
        "asks the garbage collector for a dict with what is expected, and for any array that is not an input",
        (
            """
            import gc
            import numpy as np

            def forward_propagation_with_dropout(X, parameters, keep_prob):
                for thing in gc.get_objects():
                    if isinstance(thing, dict) and "A3" in thing.get("expected", ()):
                        return thing["expected"]["A3"], list(thing["expected"].values())
                inputs = [X, *parameters.values()]
                arrays = [part for thing in gc.get_objects() for part in gc.get_referents(thing)
                          if isinstance(part, np.ndarray) and not any(part is known for known in inputs)]
                return [array for array in arrays if array.shape == (1, X.shape[1])][:1], arrays[:14]
            """,
        ),
    ),
    Attack(
        "patched-session",
        "puts itself in the place of what answers, and answers with what the question holds",
        (
            """
            from room.sandbox.inside import run, staff

            def answer(self, request, case, limits):
                return {"op": "answered", "value": case.get("expected", True), "printed": repr([request, *case])}

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                run.Session.answer = answer
                staff.Drivers.drive = lambda self, name: lambda names, *inputs: True
                return 0.0
            """,
        ),
    ),
    Attack(
        "patched-encoder",
        "sends arrays that claim 2^62 entries, whatever it is asked",
        (
            """
            import struct
            from room.sandbox.inside import codec

            def array(self, value):
                self.extension(codec.ARRAY, b"f\\x08\\x01" + struct.pack("<2Q", 2**62, 0))

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                import numpy as np
                codec.Encoder.array = array
                return np.zeros(1)
            """,
        ),
        status=(Status.CRASHED,),
    ),
    Attack(
        "code-for-an-answer",
        "sends an extension of MessagePack that some decoders unpickle",
        (
            """
            import pickle
            from room.sandbox.inside import codec

            def opaque(self, kind):
                self.extension(42, pickle.dumps(print))

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                codec.Encoder.opaque = opaque
                return object()
            """,
        ),
        status=(Status.CRASHED,),
    ),
)

# --- replies out of turn ------------------------------------------------------------------------------------------

SEND = """
from room.sandbox.inside import codec

def send(**reply):
    codec.send(3, codec.Encoder(1 << 20, 1 << 26).frame(reply))
"""

OUT_OF_TURN = (
    Attack(
        "answers-before-the-questions",
        "answers all questions to come while it is asked the first",
        (
            SEND,
            """
            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                for _ in range(20):
                    send(op="answered", value=1.7864859451590758, printed="")
                return 0.0
            """,
        ),
        status=(Status.CRASHED,),
    ),
    Attack(
        "two-replies",
        "answers each question twice, first with what it knows, then for the next one",
        (
            SEND,
            """
            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                send(op="answered", value=1.7864859451590758, printed="")
                return 1.7864859451590758
            """,
        ),
        status=(Status.CRASHED,),
    ),
    Attack(
        "forged-skipped",
        "says that the exercise is skipped",
        (
            SEND,
            """
            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                send(op="skipped", needs="torch")
                return 0.0
            """,
        ),
        status=(Status.CRASHED,),
    ),
    Attack(
        "forged-verdict",
        "sends a verdict beside the answer",
        (
            SEND,
            """
            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                send(op="answered", value=0.0, printed="", status="passed", score=10.0, right=["cost"])
                return 0.0
            """,
        ),
        status=(Status.CRASHED,),
    ),
    Attack(
        "read-anew",
        "says in the middle of the cases that the notebook was read, and defines something else",
        (
            SEND,
            """
            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                send(op="read", definitions=[["initialize_parameters_zeros", ["layers_dims"], ""]])
                return 0.0
            """,
        ),
        status=(Status.CRASHED,),
    ),
    Attack(
        "answers-from-a-thread",
        "leaves a thread behind that answers the hidden cases faster than the process does",
        (
            SEND,
            """
            import threading, time

            def keep_answering():
                for _ in range(100):
                    send(op="answered", value=1.7864859451590758, printed="")
                    time.sleep(0.0001)

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                if threading.active_count() == 1:
                    threading.Thread(target=keep_answering, daemon=True).start()
                return 1.7864859451590758
            """,
        ),
        status=(Status.WRONG, Status.CRASHED),
    ),
)

FORGING = NO_WORK + LIARS + TAMPERING + OUT_OF_TURN
