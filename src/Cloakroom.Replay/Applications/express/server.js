'use strict';
// An Express application as its tutorials have it: sessions in front of everything, so scripts and styles roll them too.
// Its argument is the port. MEMBERS: file with the members. ASSETS: the static files. SESSIONS: express-session or cookie-session.
const fs = require('node:fs');
const crypto = require('node:crypto');
const express = require('express');

const members = new Map(JSON.parse(fs.readFileSync(process.env.MEMBERS, 'utf8')).map((member) => [member.id, member]));
const halfAnHour = 30 * 60 * 1000;
const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: true, maxAge: halfAnHour };

const app = express();
app.set('trust proxy', 'loopback');

if (process.env.SESSIONS === 'cookie-session') {
  // The whole session is in the cookie, beside a signature in another.
  app.use(require('cookie-session')({ name: 'session', keys: [secret()], ...attributes }));
  app.use((req, res, next) => {
    // As its documentation shows for rolling; whole minutes would make tests wait.
    if (req.session.user) req.session.seen = Date.now();
    next();
  });
} else {
  app.use(require('express-session')({
    secret: secret(), resave: false, saveUninitialized: false, rolling: true, cookie: attributes,
  }));
}

app.use(express.static(process.env.ASSETS));
app.use(express.json());

app.get('/', (req, res) => page(res, 'Welcome'));
app.get('/about', (req, res) => page(res, 'About'));
app.get('/whoami', (req, res) => res.type('text').send(req.session.user ?? 'nobody'));

// No password: who may sign in is not what is tested here.
app.post('/signin', (req, res, next) => {
  if (!members.has(req.body.user)) return res.sendStatus(401);
  if (!req.session.regenerate) {
    req.session = { user: req.body.user, notes: 0 };
    return res.sendStatus(204);
  }
  return req.session.regenerate((failure) => {
    if (failure) return next(failure);
    Object.assign(req.session, { user: req.body.user, notes: 0 });
    return res.sendStatus(204);
  });
});

app.post('/signout', (req, res) => {
  if (!req.session.destroy) {
    req.session = null;
    return res.sendStatus(204);
  }
  return req.session.destroy(() => res.clearCookie('connect.sid', { path: '/' }).sendStatus(204));
});

// A visitor's preference: in a session that two visitors may have in common, word for word.
app.post('/theme', (req, res) => {
  req.session.theme = req.body.theme;
  res.sendStatus(204);
});
app.get('/theme', (req, res) => res.type('text').send(req.session.theme ?? 'none'));

app.get('/dashboard', personal, (req, res) => {
  // For scripts, which send it back in a header: the double submit.
  if (!req.headers.cookie?.includes('XSRF-TOKEN=')) res.cookie('XSRF-TOKEN', secret(), { path: '/', sameSite: 'lax', secure: true });
  page(res, `Dashboard of ${req.member.name} (${req.member.id}): ${req.member.secret}`);
});
app.post('/notes', personal, (req, res) => {
  req.session.notes += 1;
  res.type('text').send(String(req.session.notes));
});
app.post('/transfer', personal, (req, res) => {
  const token = /XSRF-TOKEN=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
  res.sendStatus(token !== undefined && token === req.get('X-XSRF-TOKEN') ? 204 : 403);
});

// What reached the application.
app.get('/echo', (req, res) => res.json(req.headers));

app.listen(Number(process.argv[2]), '127.0.0.1');

function personal(req, res, next) {
  req.member = members.get(req.session.user);
  if (req.member) next();
  else res.sendStatus(401);
}

function page(res, text) {
  res.type('html').send(`<!doctype html><title>Portal</title><p>${text}</p>`);
}

function secret() {
  return crypto.randomBytes(24).toString('base64url');
}
