"""The product's addresses and one empty view behind the same middleware."""

from django.http import HttpResponse
from django.urls import path

from lms.urls import urlpatterns as product

urlpatterns = [path("bench/empty/", lambda _request: HttpResponse(b"")), *product]
