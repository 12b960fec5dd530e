"""The Method of Equal Shares, exact and fast. Start reading at `rule.py`; the theory is in `run.py` and
`jump.py`."""
