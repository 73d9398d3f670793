from django.forms.renderers import TemplatesSetting


class PaperRenderer(TemplatesSetting):
    """Forms on public pages are set as templates/forms/ says."""

    field_template_name = "forms/field.html"
