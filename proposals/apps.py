"""Proposals: from an idea to an opened playground."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Proposals: from an idea to an opened playground."""

    name = "proposals"

    def ready(self) -> None:
        """Let the commons find proposals and tell their history, and give drafts to who signs in."""
        from django.contrib.auth.signals import user_logged_in

        from commons.accounts.domain import posting
        from proposals import (  # noqa: F401  (live registers its topics)
            history,
            lessons,
            live,
            moderated,
            moderated_lessons,
            moderated_private,
            moderated_statements,
            news,
            opendata,
            opendata_execution,
            opendata_links,
            opendata_review,
            opendata_statements,
            own_data,
            owners,
            year_figures,
            year_readers,
        )
        from proposals.domain import letters, undelivered
        from proposals.pages import area, browser, sections

        owners.register()
        history.register()
        own_data.register()
        moderated.register()
        moderated_private.register()
        moderated_statements.register()
        moderated_lessons.register()
        lessons.register()
        news.register()
        area.register()
        sections.register()
        opendata.register()
        opendata_execution.register()
        opendata_links.register()
        opendata_review.register()
        year_figures.register()
        year_readers.register()
        opendata_statements.register()
        posting.register(letters.LETTER, undelivered.lost)
        user_logged_in.connect(browser.claim_at_sign_in, dispatch_uid="proposals.claim_at_sign_in")
