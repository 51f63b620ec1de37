"""The pages: a door to the register for people. No rules in here: a page builds the same acts as the command line."""

# One line adds a room, an app with its addresses in `urls.py`, its templates, and its English in `locale/`.
ROOMS: tuple[str, ...] = (
    "frame",
    "work",
    "people",
    "acts",
    "findings",
    "addresses",
    "places",
    "notices",
    "figures",
    "lists",
    "sharing",
    "service",
    "audit",
    "office",
)
