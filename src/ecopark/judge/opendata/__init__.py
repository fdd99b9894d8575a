"""Open data: what everybody may have, its dictionary and descriptor, the badge."""
