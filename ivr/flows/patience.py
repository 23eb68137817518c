"""How often the engine waits before it goes on without an answer."""

from __future__ import annotations

#: Waits of 10, 20 and 20 seconds, and as many keys that lead nowhere; then on without (V8).
ROUNDS = 3
