"""Puntual's own code: the rules (domain), the edges (intake, store, gateways, messages) and the workflows."""
