"""The page that shows the API to people. Its script comes by an address of its own: nothing runs inline."""

from drf_spectacular.views import SpectacularSwaggerSplitView


class ApiDocs(SpectacularSwaggerSplitView):
    """Every operation with its shapes, and a form to try it with one's own session."""

    url_name = "schema"
    template_name = "api_docs.html"
