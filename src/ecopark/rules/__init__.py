"""Law, limits, factors and tariffs as dated, sourced data: packs, the rule book, comparison with limits."""
