"""Storms: crowds on a real server whose processes are killed in the middle. Nothing acknowledged may be lost."""
