"""The council: the result as its item, what it decides of each project, what becomes of money that is freed."""
