"""Addresses of the live lectures."""

from django.urls import path

from courses.live.views import attending, checking

app_name = "live"
urlpatterns = [
    path("", attending.lectures, name="lectures"),
    path("calendar.ics", attending.calendar, name="calendar"),
    path("<int:lecture_id>/", attending.lecture, name="lecture"),
    path("<int:lecture_id>/seat/take/", attending.take_seat, name="take_seat"),
    path("<int:lecture_id>/seat/release/", attending.release_seat, name="release_seat"),
    path("<int:lecture_id>/check-in/", checking.check_in, name="check_in"),
    path("<int:lecture_id>/projector/", checking.projector, name="projector"),
    path("<int:lecture_id>/projector/code/", checking.projector_code, name="projector_code"),
    path("<int:lecture_id>/projector/online/", checking.projector, {"mode": "online"}, name="online_projector"),
    path(
        "<int:lecture_id>/projector/online/code/",
        checking.projector_code,
        {"mode": "online"},
        name="online_projector_code",
    ),
]
