"""What an attack is: a notebook of a student who means harm, and what has to come of it."""

from dataclasses import dataclass

from autograder.model import Fate, Status
from tests.handed_in import notebook


@dataclass(frozen=True)
class Attack:
    """A hostile submission of the regularization assignment.

    Parameters
    ----------
    name
        In a few words with hyphens, unique in the suite.
    what
        One sentence: what it tries.
    cells
        The cells of the notebook. ``%SECRET%``, ``%PORT%``, ``%SOCKET%``, ``%PID%`` and ``%HOME%`` become the path of
        a secret file, a loopback port and an abstract socket that listen, the number of a process outside, and a folder
        outside with a gradebook.db, a solution.ipynb and a submitted/ada.ipynb in it: what there is to be reached. What
        it leaves behind has ``eve`` in its name, by which it is found.
    data
        The file itself, where that is the attack, instead of cells.
    status
        How the attacked exercises may end, those that the notebook defines; others are ``missing``.
    fate
        How the submission ends.
    earned
        Points that right code in the notebook earns, whatever the attack does beside it.
    twice
        Whether it is fired twice, for it looks for what it left the first time.
    """

    name: str
    what: str
    cells: tuple[str, ...] = ()
    data: bytes | None = None
    status: tuple[Status, ...] = (Status.WRONG,)
    fate: Fate = Fate.GRADED
    earned: float = 0.0
    twice: bool = False

    def submission(self, **places: str) -> bytes:
        """The bytes that are handed in."""
        if self.data is not None:
            return self.data
        cells = list(self.cells)
        for name, value in places.items():
            cells = [cell.replace(f"%{name.upper()}%", value) for cell in cells]
        return notebook(*cells)
