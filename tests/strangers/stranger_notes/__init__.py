"""A document that somebody else brings, with a kind of statement of its own."""

from checks.claim import Amended, Document
from stranger_notes.kind import Behaves

note = Document("stranger", "Claims that behave and claims that do not", "stranger.txt", "5" * 64)

note.claim("first", line=1, printed="0 = 0", states=Behaves("yes"))
note.claim("wrong", line=2, printed="0 = 1", states=Behaves("no"), amended=Amended("1 = 1", Behaves("yes")))
note.claim("sleeps", line=3, printed="z = z", states=Behaves("sleeps"))
note.claim("hungry", line=4, printed="h = h", states=Behaves("hungry"))
note.claim("dies", line=5, printed="d = d", states=Behaves("dies"))
note.claim("raises", line=6, printed="r = r", states=Behaves("raises"))
note.claim("last", line=7, printed="2 = 2", states=Behaves("yes"))
note.not_checkable("plan", line=8, printed="...", reason="a plan")
