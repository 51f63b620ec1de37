"""stub"""

RESIDENCE_KINDS = {"usual": 1, "temporary": 2, "boarding": 3, "unregistered": 4, "abroad": 5}
