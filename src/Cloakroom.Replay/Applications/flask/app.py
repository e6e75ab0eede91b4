"""A Flask application with its own sessions: everything is in one signed cookie, sent anew with every answer of a permanent session.

Its argument is the port. MEMBERS: file with the members. ASSETS: the static files.
"""
import json
import os
import secrets
import sys

from flask import Flask, jsonify, request, session
from werkzeug.serving import WSGIRequestHandler

with open(os.environ["MEMBERS"], encoding="utf-8") as file:
    members = {member["id"]: member for member in json.load(file)}

app = Flask(__name__, static_folder=os.environ["ASSETS"] + "/assets", static_url_path="/assets")
app.config.update(
    SECRET_KEY=secrets.token_bytes(32),
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_SAMESITE="Lax",
    PERMANENT_SESSION_LIFETIME=1800,
)


@app.before_request
def find_member():
    request.member = members.get(session.get("user"))


@app.get("/")
def welcome():
    return page("Welcome")


@app.get("/about")
def about():
    return page("About")


@app.get("/whoami")
def whoami():
    return text(session.get("user", "nobody"))


# No password: who may sign in is not what is tested here.
@app.post("/signin")
def sign_in():
    if request.json["user"] not in members:
        return "", 401
    session.clear()
    session.update(user=request.json["user"], notes=0)
    session.permanent = True
    return "", 204


@app.post("/signout")
def sign_out():
    session.clear()
    return "", 204


@app.post("/theme")
def choose_theme():
    session.permanent = True
    session["theme"] = request.json["theme"]
    return "", 204


@app.get("/theme")
def theme():
    return text(session.get("theme", "none"))


@app.get("/dashboard")
def dashboard():
    if request.member is None:
        return "", 401
    member = request.member
    return page(f"Dashboard of {member['name']} ({member['id']}): {member['secret']}")


@app.post("/notes")
def add_note():
    if request.member is None:
        return "", 401
    session["notes"] += 1
    return text(str(session["notes"]))


# What reached the application.
@app.get("/echo")
def echo():
    return jsonify({name.lower(): value for name, value in request.headers})


def page(content):
    return f"<!doctype html><title>Portal</title><p>{content}</p>"


def text(content):
    return content, {"Content-Type": "text/plain"}


WSGIRequestHandler.protocol_version = "HTTP/1.1"
app.run(host="127.0.0.1", port=int(sys.argv[1]), threaded=True)
