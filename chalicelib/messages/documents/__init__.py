"""What is printed and kept: what a paper says (blocks, as in an e-mail), and its PDF."""
