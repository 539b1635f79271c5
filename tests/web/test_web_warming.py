"""What is read before the first page is asked for."""

from django.template.loader import get_template

from hengping.web.config.warming import template_names


def test_every_template_is_found_and_compiles() -> None:
    names = template_names()
    assert {"ui/base.html", "runs/results.html", "account/login.html"} <= set(names)
    for name in names:
        assert get_template(name).template.nodelist, name
