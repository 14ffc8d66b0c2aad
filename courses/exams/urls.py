"""Addresses of this app."""

from django.urls import URLPattern, path

from courses.exams.views import appeals, media, mistakes, sync
from courses.exams.views import phone as views

app_name = "exams"
urlpatterns: list[URLPattern] = [
    path("", views.exam_list, name="list"),
    path("media/<str:media_uid>/", media.media, name="media"),
    path("mistakes/", mistakes.book, name="mistakes"),
    path("mistakes/practise/", mistakes.practise_next, name="practise"),
    path("mistakes/<int:mistake_id>/", mistakes.question, name="mistake"),
    path("mistakes/<int:mistake_id>/answer/", mistakes.answer, name="mistake_answer"),
    path("<int:exam_id>/", views.exam, name="exam"),
    path("<int:exam_id>/start/", views.start, name="start"),
    path("sittings/<int:sitting_id>/", views.sitting, name="sitting"),
    path("sync/", sync.sync, name="sync"),
    path("sittings/<int:sitting_id>/stage/", sync.stage, name="stage"),
    path("sittings/<int:sitting_id>/clock/", views.clock, name="clock"),
    path("sittings/<int:sitting_id>/submit/", views.submit, name="submit"),
    path("sittings/<int:sitting_id>/receipt/", views.receipt, name="receipt"),
    path("sittings/<int:sitting_id>/appeals/<int:position>/", appeals.make, name="appeal"),
]
