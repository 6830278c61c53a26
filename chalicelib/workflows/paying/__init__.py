"""Money through providers: asked for, heard of, applied by one way in, given back."""
