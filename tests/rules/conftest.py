"""Generated tests have no deadline: the first example of a run also reads the packed tables."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
