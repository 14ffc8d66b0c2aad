"""Addresses of this app."""

from django.urls import URLPattern, path

from courses.mentoring.views import phone as views

app_name = "mentoring"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("log/", views.log, name="log"),
    path("year/", views.year, name="year"),
    path("pairings/<int:pairing_id>/", views.pairing, name="pairing"),
    path("sessions/<int:session_id>/", views.session, name="session"),
    path("sessions/<int:session_id>/confirm/", views.confirm, name="confirm"),
    path("sessions/<int:session_id>/dispute/", views.dispute, name="dispute"),
    path("sessions/<int:session_id>/drop-dispute/", views.drop_dispute, name="drop_dispute"),
    path("sessions/<int:session_id>/withdraw/", views.withdraw, name="withdraw"),
    path("sessions/<int:session_id>/correct/", views.correct, name="correct"),
]
