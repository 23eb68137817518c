"""A carrier on this machine, with phones; it speaks only HTTP with the rest of the project."""
