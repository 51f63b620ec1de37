"""A synthetic county with its truth beside it, as the files that departments would send.

Why it exists: nobody may practise, test or measure on real people. Everything about persons here is invented; only the
division tree is real. Every citizen number carries an unassigned division prefix (99xxxx), every phone number an
unassigned range (100xxxxxxxx), so that nothing can belong to anybody.

`county.simulate` writes the folder, `score.score` compares findings with the truth, `linkage.make` makes the two tables
that matching is measured on. No other part of the platform reads the truth (import rules enforce it).
"""
