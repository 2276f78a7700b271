"""What holds for all tests."""

import signal

from hypothesis import settings

# A busy machine is slow, not wrong.
settings.register_profile("course", settings(deadline=None))
settings.load_profile("course")

# Shells start what runs in the background deaf to interrupts, and so would be all that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
