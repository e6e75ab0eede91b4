"""A Django application in one file: sessions in its cache backend, saved and sent anew with every answer, CSRF protection by double submit.

Its argument is the port. MEMBERS: file with the members. ASSETS: the static files.
"""
import json
import os
import secrets
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.static import serve

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=secrets.token_urlsafe(32),
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    SESSION_ENGINE="django.contrib.sessions.backends.cache",
    SESSION_SAVE_EVERY_REQUEST=True,
    SESSION_COOKIE_AGE=1800,
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
)

with open(os.environ["MEMBERS"], encoding="utf-8") as file:
    members = {member["id"]: member for member in json.load(file)}


def welcome(request):
    return page("Welcome")


def about(request):
    return page("About")


def whoami(request):
    return text(request.session.get("user", "nobody"))


# No password: who may sign in is not what is tested here.
@csrf_exempt
def sign_in(request):
    user = json.loads(request.body)["user"]
    if user not in members:
        return HttpResponse(status=401)
    request.session.cycle_key()
    request.session.update({"user": user, "notes": 0})
    return HttpResponse(status=204)


@csrf_exempt
def sign_out(request):
    request.session.flush()
    return HttpResponse(status=204)


@csrf_exempt
def theme(request):
    if request.method == "POST":
        request.session["theme"] = json.loads(request.body)["theme"]
        return HttpResponse(status=204)
    return text(request.session.get("theme", "none"))


@ensure_csrf_cookie
def dashboard(request):
    member = members.get(request.session.get("user"))
    if member is None:
        return HttpResponse(status=401)
    return page(f"Dashboard of {member['name']} ({member['id']}): {member['secret']}")


@csrf_exempt
def add_note(request):
    if request.session.get("user") is None:
        return HttpResponse(status=401)
    request.session["notes"] += 1
    return text(str(request.session["notes"]))


def transfer(request):
    return HttpResponse(status=401 if request.session.get("user") is None else 204)


# What reached the application.
def echo(request):
    return JsonResponse({name.lower(): value for name, value in request.headers.items()})


def asset(request, name):
    # Serving a file does not look at the session, so that it is rolled by being looked at here: for the user's language, say.
    request.session.get("theme")
    return serve(request, name, document_root=os.environ["ASSETS"] + "/assets")


def page(content):
    return HttpResponse(f"<!doctype html><title>Portal</title><p>{content}</p>")


def text(content):
    return HttpResponse(content, content_type="text/plain")


urlpatterns = [
    path("", welcome),
    path("about", about),
    path("whoami", whoami),
    path("signin", sign_in),
    path("signout", sign_out),
    path("theme", theme),
    path("dashboard", dashboard),
    path("notes", add_note),
    path("transfer", transfer),
    path("echo", echo),
    path("assets/<str:name>", asset),
]

if __name__ == "__main__":
    execute_from_command_line([sys.argv[0], "runserver", "--noreload", f"127.0.0.1:{sys.argv[1]}"])
