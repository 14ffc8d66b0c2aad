"""Addresses of the catalogue beside its pages: what a learner does."""

from django.urls import path

from courses.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.courses, name="courses"),
    path("courses/<int:course_id>/", views.course, name="course"),
    path("lessons/<int:lesson_id>/", views.lesson, name="lesson"),
    path("lessons/<int:lesson_id>/open/", views.open_lesson, name="open"),
    path("lessons/<int:lesson_id>/beat/", views.beat, name="beat"),
    path("lessons/<int:lesson_id>/finish/", views.finish_lesson, name="finish"),
    path("lessons/<int:lesson_id>/checks/<uuid:block_id>/", views.answer_check, name="check"),
    path("files/<int:document_id>/<str:filename>", views.teaching_file, name="file"),
]
