"""Where programs that readers call are looked for: the child that reads has no environment to tell it."""

from typing import Final

PROGRAM_PATH: Final = "/usr/local/bin:/usr/bin:/bin"
