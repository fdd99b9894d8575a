"""Station files of Circular 10/2021 to the authority's receiver: what is due, how it is written, sent and accounted."""
