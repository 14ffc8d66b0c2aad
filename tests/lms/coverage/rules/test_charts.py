from datetime import date

from lms.coverage.rules.charts import Tick, share_chart

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def test_a_line_goes_from_edge_to_edge():
    chart = share_chart({"actual": [(FIRST, 0), (LAST, 1000)]}, first=FIRST, last=LAST)
    segment = chart.lines[0].segments[0]
    assert (segment.x1, segment.y1, segment.x2, segment.y2) == (chart.left, chart.bottom, chart.right, "6.0%")


def test_the_target_is_a_line_across():
    chart = share_chart({}, first=FIRST, last=LAST, target_tenths=900)
    assert [(line.kind, len(line.segments)) for line in chart.lines] == [("target", 1)]
    assert chart.lines[0].segments[0].y1 == chart.lines[0].segments[0].y2


def test_what_lies_outside_is_left_out_and_a_share_beyond_is_drawn_at_the_edge():
    lines = {"plan": [(date(2025, 1, 1), 0), (FIRST, 1200)], "actual": [(date(2027, 1, 1), 5)]}
    chart = share_chart(lines, first=FIRST, last=LAST)
    assert [(line.kind, [dot.y for dot in line.dots]) for line in chart.lines] == [("plan", ["6.0%"])]


def test_few_months_are_named_below():
    assert [tick.label for tick in share_chart({}, first=FIRST, last=LAST).days] == [
        "2026-01",
        "2026-04",
        "2026-07",
        "2026-10",
    ]
    three_years = share_chart({}, first=date(2024, 1, 15), last=LAST).days
    assert len(three_years) == 5
    assert three_years[0].label == "2024-02"


def test_a_single_day_has_a_chart_too():
    chart = share_chart({"actual": [(FIRST, 500)]}, first=FIRST, last=FIRST)
    assert chart.lines[0].dots[0].x == chart.left
    assert chart.days == [Tick(chart.left, "2026-01")]


def test_the_scale_reads_from_nothing_to_all():
    assert [tick.label for tick in share_chart({}, first=FIRST, last=LAST).shares] == [
        "0%",
        "25%",
        "50%",
        "75%",
        "100%",
    ]
