"""Findings: rules, diagnostics, how one is shown, and the error that carries them."""
