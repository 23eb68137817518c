"""Is the simulated carrier like the real one?"""
