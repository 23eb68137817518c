"""The volunteers' own menu on the phone: all of their work by keypad, with nothing to look at."""
