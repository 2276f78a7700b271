"""What a submission may use.

| limit | default | held by | a breach is reported as |
|---|---|---|---|
| wall clock of an exercise, its definitions included | 10 s | the grader's clock; the child is killed | `timeout` |
| wall clock of reading a notebook | 10 s | the grader's clock; the child is killed | `unreadable` |
| processor time of a child | 120 s | RLIMIT_CPU | `timeout` |
| memory of a child | 1 GB (1024³ bytes) of address space, beside the libraries' own | RLIMIT_AS | `memory` |
| processes | 1 | seccomp: no fork, no exec | the call fails |
| threads | 16 | RLIMIT_NPROC | the call fails |
| printed text kept of a case | 1 MB, of which 10,000 characters are shown | the child | the rest is dropped |
| a message to the grader | 64 MB, of which 1 MB may be structure | the grader | `crashed` |
| a file written | 16 MB | RLIMIT_FSIZE | the call fails |
| files written, together | 64 MB, 4096 files | size of the child's own tmpfs | the call fails |
| open files | 64 | RLIMIT_NOFILE | the call fails |

A notebook of more than 64 MB is not sent to the sandbox at all: `unreadable`.
"""

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The limits of one child; seconds and bytes. The table is in the module's docstring."""

    seconds: float = 10.0
    read_seconds: float = 10.0
    cpu_seconds: int = 120
    memory: int = 1024 * MB
    threads: int = 16
    printed: int = MB
    message: int = 64 * MB
    structure: int = MB
    file: int = 16 * MB
    files_together: int = 64 * MB
    file_count: int = 4096
    open_files: int = 64
    notebook: int = 64 * MB
