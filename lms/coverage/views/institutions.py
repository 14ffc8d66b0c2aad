"""The institutions of a programme: in which somebody is covered, and in which nobody is yet."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.admin.paginator import WagtailPaginator

from lms.coverage.queries import Place
from lms.coverage.queries.institutions import institutions_of
from lms.coverage.queries.matter import Key
from lms.coverage.rules import Measured
from lms.coverage.views.matter import about_a_programme, asked, show
from lms.kit.reading import at_one_moment

A_PAGE = 50
WHICH = {"covered": {"covered__gt": 0}, "open": {"covered": 0}}


@require_safe
@about_a_programme
def institutions(request: HttpRequest, key: Key, place: str) -> HttpResponse:
    """Count the institutions in which somebody is covered, and list those or the others."""
    which = request.GET.get("which", "")
    with at_one_moment():
        matter, here = asked(request, key, place)
        found = institutions_of(matter, here)
        counted = Measured(due=found.count(), covered=found.filter(**WHICH["covered"]).count())
        paginator = WagtailPaginator(found.filter(**WHICH.get(which, {})), A_PAGE)
        shown = paginator.get_page(request.GET.get("p"))
        rows = [(Place(organisation=each), each) for each in shown.object_list]
    context = {"counted": counted, "which": which if which in WHICH else "", "rows": rows, "page_obj": shown}
    context["elided_page_range"] = paginator.get_elided_page_range(shown.number)
    return show(request, "institutions", matter, here, **context)
