"""PDF by our own hand: a few hundred lines whose bytes depend on nothing but the content. # design 7, decision on reports"""
