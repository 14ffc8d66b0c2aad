"""Makes the pages every wing hangs its own below."""

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Page

from lms.site.models import HomePage


class HomePageFactory(DjangoModelFactory):
    """A home page below the tree's root."""

    class Meta:
        model = HomePage

    title = factory.Sequence(lambda n: f"首页{n}")
    slug = factory.Sequence(lambda n: f"home-{n}")

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return Page.get_first_root_node().add_child(instance=model_class(*args, **fields))
