"""Pages that look at the register: find, person, household, division."""
