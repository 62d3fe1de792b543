"""Numbers, and nothing of claims: points and domains, straight-line programs, Arb balls, flows, quadrature."""
