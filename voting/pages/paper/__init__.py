"""Pages of paper voting: the desk, keying, and what everybody may see."""
