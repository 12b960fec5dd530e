"""Jobs: see what has changed in the open data."""

from procrastinate.contrib.django import app

from commons.opendata import editions


@app.periodic(cron="13 * * * *")
@app.task(name="opendata.look")
def look(timestamp: int) -> None:
    """Every hour: days and sizes of the catalogue."""
    editions.look()
