"""A statement whose witnesses do what its word says."""

import os
import signal
import time

from checks.statements.base import Statement
from checks.verdict import Counterexample, Evidence, Outcome


class Behaves(Statement):
    """`word` is one of yes, no, sleeps, hungry, dies, raises."""

    kind = "behaviour"

    def __init__(self, word):
        self.word = word

    @property
    def free_symbols(self):
        return set()

    def check(self):
        pass

    def latex(self):
        return self.word

    def __str__(self):
        return self.word

    def derive(self, domain, chain, settings):
        if self.word == "sleeps":
            time.sleep(600)
        if self.word == "hungry":
            bytearray(64 * 2**30)
        if self.word == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.word == "raises":
            raise LookupError("nothing [there]")
        if self.word == "no":
            return Evidence("derive", Outcome.NOTHING, "no argument")
        return Evidence("derive", Outcome.PROVES, "by decree")

    def confirm(self, domain, settings):
        return Evidence("confirm", Outcome.NOTHING, "has no numbers")

    def search(self, domain, settings):
        if self.word == "no":
            found = Counterexample({"x": "1/2"}, "0", "1", "=")
            return Evidence("search", Outcome.REFUTES, "found one", counterexample=found)
        return Evidence("search", Outcome.NOTHING, "looked nowhere")

    def counterexample_at(self, domain, point):
        return Counterexample({"x": "1/2"}, "0", "1", "=") if self.word == "no" else None
