"""The edge agent: polls devices near them, keeps readings through a break of the network, sends signed batches."""
