"""Django's admin with a site of our own, named in INSTALLED_APPS."""

from django.contrib.admin.apps import SimpleAdminConfig


class Administration(SimpleAdminConfig):
    """Django's admin, without what other libraries would register in it."""

    default_site = "portal.administration.admin_site.Site"
