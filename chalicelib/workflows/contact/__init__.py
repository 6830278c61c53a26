"""What is said: written, sent once, heard of afterwards; and how people stop or change it."""
