"""What goes in comes out or is stored: balances of the flow network, their classification and reconciliation."""
