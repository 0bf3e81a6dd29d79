"""What the process that reads a stranger's file may use; it takes these on itself and cannot cast them off."""

import ctypes
import mmap
import os
import resource
import signal
import sys
from math import ceil
from threading import Thread

# Reading leaves the processor to whoever asks a question meanwhile.
NICENESS = 10
# Less than this beside the reader itself is not enough for any file.
LEAST_MEMORY = 16 << 20

_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000


def limit_process(memory_bytes: int, cpu_seconds: int, most_cpu_seconds: int, output_bytes: int) -> None:
    """Bound this process for good: memory, processor time, size of any file it writes, and no core dump.

    `cpu_seconds` is for the first step, `most_cpu_seconds` in all. Ends a process to which so little memory leaves nothing.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    try:
        mmap.mmap(-1, LEAST_MEMORY).close()
    except OSError:
        sys.exit("the reader alone takes up the memory that it may use")
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))
    # The soft limit's signal is what tells the parent that it was time; the hard one ends what ignores it.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, max(cpu_seconds, most_cpu_seconds) + 2))
    os.nice(NICENESS)


def begin_step(cpu_seconds: int) -> None:
    """Let this process use so much processor time from here on, within what it may use in all."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (min(most, ceil(used.ru_utime + used.ru_stime) + cpu_seconds), most))


def leave_network() -> bool:
    """Cut this process and its children off from every network; False where the system does not let it."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    # Without the right to a network of its own it may still have users of its own, and with them the right.
    return unshare is not None and any(unshare(flags) == 0 for flags in (_NEW_NETWORK, _NEW_USERS | _NEW_NETWORK))


def end_with_parent() -> None:
    """End this process and those that it starts when its parent does, which holds the other end of standard input."""

    def wait() -> None:
        os.read(sys.stdin.fileno(), 1)
        os.killpg(0, signal.SIGKILL)

    Thread(target=wait, daemon=True).start()
