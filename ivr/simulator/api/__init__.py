"""The carrier's REST API, as far as a hotline uses it."""
