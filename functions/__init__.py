"""One module per trigger. Thin: parse, call one workflow, answer."""
