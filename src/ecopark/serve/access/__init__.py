"""Who may come in and what they may see: users, sessions, tokens, policies, headers."""
