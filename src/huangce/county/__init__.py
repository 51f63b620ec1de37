"""The main job from end to end: load a county's lists, reconcile them, and show what came of it."""
