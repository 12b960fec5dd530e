"""How forms are drawn: `{{ form }}` and `{{ form.title.as_field_group }}` use the portal's pieces everywhere."""

from django.forms.renderers import TemplatesSetting


class PiecesRenderer(TemplatesSetting):
    """Draw forms, formsets and fields with templates/pieces/; widgets stay Django's own."""

    form_template_name = "pieces/form.html"
    formset_template_name = "pieces/formset.html"
    field_template_name = "pieces/field.html"
