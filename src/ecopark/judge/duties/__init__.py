"""Duties: who must report what by when, thresholds from measured figures, arithmetic of allowances."""
