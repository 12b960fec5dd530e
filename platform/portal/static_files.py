"""Static files as production serves them: named by their content, packed, kept in browsers for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Also the imports between our modules lead to the names by content; the plain ones are not kept."""

    support_js_module_import_aggregation = True
