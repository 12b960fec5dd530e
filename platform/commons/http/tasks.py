"""Jobs: keep the table of token buckets small."""

from procrastinate.contrib.django import app

from commons.http import rate


@app.periodic(cron="33 3 * * *")
@app.task(name="http.drop_full_buckets")
def drop_full_buckets(timestamp: int) -> None:
    """Every night: delete the buckets that nobody took from for a day."""
    rate.drop_full()
