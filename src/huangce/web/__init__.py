"""What people see in a browser: pages, Chinese first, with an English one for each."""
