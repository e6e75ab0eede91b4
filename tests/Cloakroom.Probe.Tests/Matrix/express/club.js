'use strict';
// A club's site in Express: a form with a token to sign in, a session that is renewed with every response (also of scripts), and the same page and
// scripts once for each value of Cache-Control. Its argument is the port. MEMBERS: their names, addresses and passwords. CACHE_CONTROL: the values. TAKES: milliseconds, by value.
const crypto = require('node:crypto');
const express = require('express');

const members = new Map(JSON.parse(process.env.MEMBERS).map((member) => [member.user, member]));
const values = new Map(JSON.parse(process.env.CACHE_CONTROL).map((value) => [value.slug, value]));
const takes = JSON.parse(process.env.TAKES);
const key = crypto.randomBytes(32);

const app = express();
// What caches make of validators is not what is looked at.
app.set('etag', false);
app.use(require('express-session')({
  secret: key.toString('base64url'),
  resave: false,
  // Visitors have a session as well: what they put into their basket is still there when they sign in.
  saveUninitialized: true,
  rolling: true,
  cookie: { path: '/', httpOnly: true, sameSite: 'lax', maxAge: 30 * 60 * 1000 },
}));
app.use(express.urlencoded({ extended: false }));

app.get('/', (req, res) => {
  const slugs = [...values.keys()];
  html(res.set('Cache-Control', 'no-store'), `
    ${slugs.map((slug) => `<script src="/s/${slug}/club.js"></script><script src="/s/${slug}/member.js"></script>`).join('\n')}
    ${slugs.map((slug) => `<a href="/page/${slug}">Your page</a>`).join('\n')}
    <form method="post" action="/logout"><input type="hidden" name="_csrf" value="${token()}"><button>Sign out</button></form>`);
});

app.get('/login', (req, res) => html(res.set('Cache-Control', 'no-store'), `
    <form method="post" action="/login">
      <input type="hidden" name="_csrf" value="${token()}">
      <input name="user"><input name="password" type="password"><button>Sign in</button>
    </form>`));

app.post('/login', withToken, (req, res, next) => {
  const member = members.get(req.body.user);
  if (!member || member.password !== req.body.password) return res.status(401).send('Wrong name or password.');
  return req.session.regenerate((failure) => {
    if (failure) return next(failure);
    req.session.user = member.user;
    return res.redirect(303, '/');
  });
});

app.post('/logout', withToken, (req, res, next) => req.session.destroy((failure) => (failure ? next(failure) : res.redirect(303, '/'))));

app.get('/api/me', (req, res) => {
  const member = memberOf(req);
  res.set('Cache-Control', 'no-store').json({ member: member ? { name: member.name, email: member.email } : null });
});

app.get('/page/:slug', slow, cached, (req, res) => {
  const member = memberOf(req);
  html(res, member ? `<h1>Welcome, ${member.name}</h1><p>We write to ${member.email}.</p>` : '<h1>Welcome</h1>');
});

// Who one is, for scripts.
app.get('/s/:slug/member.js', slow, cached, (req, res) => {
  const member = memberOf(req);
  res.type('js').send(`window.member = ${JSON.stringify(member ? { name: member.name, email: member.email } : null)};\n`);
});

// The same for everybody.
app.get('/s/:slug/club.js', slow, cached, (req, res) => res.type('js').send('export const club = true;\n'));

app.listen(Number(process.argv[2]), '127.0.0.1');

// What a database takes. Those who ask meanwhile are what caches may answer together.
function slow(req, res, next) {
  setTimeout(next, takes[req.params.slug]);
}

function cached(req, res, next) {
  const value = values.get(req.params.slug);
  if (!value) return res.sendStatus(404);
  if (value.value) res.set('Cache-Control', value.value);
  if (value.hasLastModified) res.set('Last-Modified', 'Mon, 01 Jun 2026 00:00:00 GMT');
  return next();
}

function memberOf(req) {
  return members.get(req.session.user);
}

function html(res, body) {
  res.type('html').send(`<!doctype html><html lang="en"><title>Club</title><body>${body}\n</body></html>\n`);
}

// Signed, and kept nowhere: a token in the session would keep everybody out behind caches that take cookies off.
function token() {
  const text = `${Date.now()}.${crypto.randomBytes(9).toString('base64url')}`;
  return `${text}.${sign(text)}`;
}

function withToken(req, res, next) {
  const [time, word, signature] = String(req.body._csrf).split('.');
  const age = Date.now() - Number(time);
  if (signature !== sign(`${time}.${word}`) || !(age < 60 * 60 * 1000)) return res.status(403).send('The form is not ours, or too old.');
  return next();
}

function sign(text) {
  return crypto.createHmac('sha256', key).update(text).digest('base64url');
}
