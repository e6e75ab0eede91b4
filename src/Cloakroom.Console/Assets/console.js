// Keeps a page as it is now, without loading it again: the server sends parts of it anew as they change. Without this script everything works, by loading the page again.
(() => {
  'use strict';

  const main = document.querySelector('main[data-live]');
  if (!main || !window.EventSource) return;

  const status = document.getElementById('live');
  const words = document.getElementById('live-text');
  const silence = 10000;
  let source;
  let heard = Date.now();
  let at = '';
  let opened = false;

  const show = (isLive, text) => {
    status.hidden = false;
    status.classList.toggle('on', isLive);
    status.classList.toggle('off', !isLive);
    document.body.classList.toggle('stale', !isLive);
    if (words.textContent !== text) words.textContent = text;
  };

  const stale = why => show(false, at ? `${why}; as of ${at}` : why);

  // What had the focus has it again, and what was unfolded stays unfolded.
  const keyOf = element => {
    if (element.id) return `#${CSS.escape(element.id)}`;
    for (const name of ['href', 'aria-label']) if (element.hasAttribute(name)) return `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
    return element.matches('details[id] > summary') ? `#${CSS.escape(element.parentElement.id)} > summary` : null;
  };

  const replace = (region, html) => {
    const next = new DOMParser().parseFromString(html, 'text/html').body;
    if (region.innerHTML === next.innerHTML) return;
    const active = region.contains(document.activeElement) ? keyOf(document.activeElement) : null;
    const open = [...region.querySelectorAll('details[open]')].map(details => details.id);
    const scrolled = [...region.querySelectorAll('.scroll')].map(box => [box.scrollLeft, box.scrollTop]);
    region.replaceChildren(...next.childNodes);
    for (const id of open) if (id) region.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '');
    region.querySelectorAll('.scroll').forEach((box, i) => { if (scrolled[i]) [box.scrollLeft, box.scrollTop] = scrolled[i]; });
    if (active) region.querySelector(active)?.focus({ preventScroll: true });
  };

  const hear = () => { heard = Date.now(); };

  const connect = () => {
    source?.close();
    opened = false;
    source = new EventSource(main.dataset.live);
    source.addEventListener('alive', event => {
      hear();
      opened = true;
      at = event.data;
      show(true, 'Live');
    });
    source.addEventListener('stale', event => { hear(); stale(event.data); });
    for (const region of main.querySelectorAll('[data-region]')) {
      source.addEventListener(region.dataset.region, event => { hear(); replace(region, event.data); });
    }
    // A refusal closes for good (signed out, perhaps, or the application was stopped); anything else is tried again by the browser itself.
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) stale(opened ? 'Not live' : 'Not live: load the page again'); };
  };

  setInterval(() => {
    if (document.hidden || Date.now() - heard < silence) return;
    stale('Not live');
    hear();
    connect();
  }, 1000);

  // A page that nobody looks at asks for nothing.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) source.close();
    else { hear(); connect(); }
  });

  window.addEventListener('pagehide', () => source.close());
  window.addEventListener('pageshow', event => { if (event.persisted) { hear(); connect(); } });
  connect();
})();
