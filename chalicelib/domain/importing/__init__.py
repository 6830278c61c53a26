"""What a row of a business's file means for an account, and how an import is taken back."""
