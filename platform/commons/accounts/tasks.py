"""Jobs: mail about a role where the mail server did not answer at once."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commons.accounts.domain import roles
from commons.accounts.models import Role


@app.task(name="accounts.tell_of_role", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_of_role(person_id: int, kind: str, role: str) -> None:
    """Mail one person that a role was given ("role_given") or taken ("role_taken")."""
    roles.tell(person_id, kind, Role(role))
