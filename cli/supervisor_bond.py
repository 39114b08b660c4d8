"""A child's bond to `viza up`: it ends when its parent does, however that ends."""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
WATCH_S = 0.5


def end_with_parent(parent: int) -> None:
    """Have this process killed when process `parent` ends. To be called first, on the main thread.

    On Linux the kernel does it (prctl(2), PR_SET_PDEATHSIG), also after a kill −9; elsewhere a thread watches.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        raise SystemExit("the viza up that started this process has ended")


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os.kill(os.getpid(), signal.SIGKILL)
