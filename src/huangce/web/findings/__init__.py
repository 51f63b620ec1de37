"""Pages of findings: lists, evidence, decision, assignment, work lists out and in."""
