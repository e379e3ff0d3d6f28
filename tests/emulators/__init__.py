"""Small, faithful servers on loopback for the services whose drives we use, with faults that can be switched on.

Nothing here talks to any other machine. ``python -m tests.emulators`` serves them for trying the program by hand.
"""
