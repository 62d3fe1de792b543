"""Matrices of any size: letters with shapes, products, powers, sums over layers, and deep linear networks."""
