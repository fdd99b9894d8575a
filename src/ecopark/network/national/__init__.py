"""The network whose nodes are parks: what of them may be believed, and the sums over them."""
