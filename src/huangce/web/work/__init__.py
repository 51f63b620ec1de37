"""My work: what is due, who acts next, drafts, and the guided path of the demo."""
