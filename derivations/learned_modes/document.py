"""The note itself: what was read, its scalar symbols and standing conventions."""

from __future__ import annotations

from checks.claim import Document

note = Document(
    id="learned-modes",
    title="A review of exact learning dynamics in deep linear networks",
    note="003_bd413e7a6b43a857.txt",
    sha256="1b1bb5e16a1f10d5f87277cf6e4b381303f4102dc75d504872585927996f3efa",
)

# tau is the time constant, s the strength of a mode in the data, u in the network; u_0 where it starts
tau, s, u, u_0, t = note.reals("tau s u u_0 t")
strengths = s_1, s_2, s_3 = note.reals("s_1 s_2 s_3")

# a time constant is positive, and so is a strength that is learned; the note never says so
note.convention(tau > 0)
for strength in (s, *strengths):
    note.convention(strength > 0)
