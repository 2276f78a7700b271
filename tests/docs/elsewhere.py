"""The commands of the documentation that its own test does not run, and where or why not.

What is listed here is looked at all the same: the shell can read it, and every command and option of ours exists.
"""

FOLLOWED = {
    "docs/new-assignment.md": "tests/authoring/test_page.py",
}
"""Pages that a test of their own follows from the first word to the last."""

TESTED = {
    "grade examples/submitted --out build/examples": "tests/test_examples.py",
    "scripts.promise": "tests/test_examples.py",
    "--scheduler": "tests/scale/test_cluster.py",
    "dask ": "tests/scale/test_cluster.py",
    "export DASK_": "tests/scale/test_cluster.py",
    "for role in": "tests/scale/test_cluster.py",
    "for host in": "tests/scale/test_cluster.py",
    "--gradebook postgresql": "tests/nbgrader/test_gradebook.py",
    "nbgrader release_assignment": "tests/nbgrader/course.py",
    "nbgrader collect": "tests/nbgrader/course.py",
    "nbgrader autograde": "tests/nbgrader/course.py",
    "nbgrader generate_feedback": "tests/nbgrader/course.py",
    "nbgrader export": "tests/nbgrader/course.py",
    "/shared/submission": "tests/platforms/test_coursera.py",
    "publish coursera /tmp": "tests/platforms/test_coursera.py",
}
"""What needs a scheduler, a database, nbgrader's exchange or a platform's folders: a part of it, and the test."""

SLOW = ("docs/audit.md", "docs/commands.md")
"""Pages whose commands take half a minute or more."""

MAKE = {
    "help": "tests/docs/test_commands.py",
    "demo": "tests/docs/test_commands.py",
    "heavy": ".ci/run",
    "bench": "measures a machine that does nothing else, for a quarter of an hour",
    "attacks": "make heavy fires the same attacks",
    "keys": "make test proves that they need not be made anew",
    "tables": "tests/test_assignments.py",
    "texts": "tests/test_language.py",
    "gradescope-zip": "tests/platforms/test_gradescope.py",
    "test": ".ci/run",
    "docs": ".ci/run",
    "recorded": "the tests here compare what it would record",
    "lint": ".ci/run",
    "torch": ".ci/run",
    "browser": ".ci/run",
    "postgresql": ".ci/run",
    "sandbox": ".ci/run",
    "environment": ".ci/run",
    "lock": "asks a package index for what is newest",
    "clean": "removes what the tests are running on",
}
"""The targets of make that pages name, and what runs each."""

NOT_HERE = {
    "apt-get install": "changes the machine",
    "dnf install": "changes the machine, and not one like this",
    "pacman": "changes the machine, and not one like this",
    "sysctl": "changes the machine's kernel",
    "pip install": "asks a package index; the tests run on what it installs",
    "/opt/grader/": "a hub's own environment",
    "podman": "needs an image to build on; scripts/container does all of it where there is one",
    "docker": "the same, with Docker",
    "ssh ": "other machines",
    "srun": "Slurm",
    "XDG_CACHE_HOME=${TMPDIR": "a job of Slurm's",
    "scheduler.json": "a job of Slurm's",
    ". keys.sh": "a job of Slurm's",
    "/secrets/course": "a pod of Kubernetes'",
    "git clone": "a network",
}
"""What would change the machine, or needs another one."""
