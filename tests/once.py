"""What is dear to make and only looked at is made once in a run, whatever the number of workers."""

import fcntl
import shutil


def once(tmp_path_factory, name, build):
    """A folder that the first who asks for it builds, and all others take."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / name
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            build(folder)
            (folder / "ready").touch()
    return folder
