"""Criteria of eco-industrial parks: packs, answers, assessments, ladder, forms, dossier."""
