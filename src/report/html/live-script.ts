/**
 * What makes the live page live: it listens to the run's server-sent events and puts their parts where they belong. Drawings are
 * replaced inside their figures, tables only when they changed, so that neither focus nor scroll position is lost. When the run has
 * ended the server goes, too: the reports are fetched at once and offered from memory. Plain browser JavaScript.
 */
export const LIVE_SCRIPT = `
(() => {
'use strict';
const get = (id) => document.getElementById(id);
const text = (id, value) => { if (get(id).textContent !== value) get(id).textContent = value; };
const put = (element, html) => { if (element.shown !== html) { element.shown = html; element.innerHTML = html; } };
const figures = new Map();
function drawingOf({ name, title, caption }) {
  let known = figures.get(name);
  if (known === undefined) {
    const figure = document.createElement('figure');
    const heading = Object.assign(document.createElement('h3'), { textContent: title });
    const box = Object.assign(document.createElement('div'), { className: 'drawing', tabIndex: 0 });
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', title);
    const words = document.createElement('figcaption');
    figure.append(heading, box, words);
    get('charts').append(figure);
    known = { box, words };
    figures.set(name, known);
  }
  if (known.words.textContent !== caption) known.words.textContent = caption;
  return known.box;
}
function show(parts) {
  text('title', parts.title);
  text('about', parts.about);
  text('status', parts.status);
  document.title = parts.title;
  get('progress').max = Math.max(1, parts.endAt);
  get('progress').value = parts.at;
  put(get('figures'), parts.figures);
  for (const chart of parts.charts) put(drawingOf(chart), chart.svg);
  put(get('tables'), parts.tables);
}
async function end({ reports, folder, interrupted }) {
  const items = await Promise.all(reports.map(async ({ title, verdict, href, file }) => {
    const item = document.createElement('li');
    const mark = Object.assign(document.createElement('span'), { className: 'verdict ' + verdict, textContent: verdict });
    item.append(mark, ' ');
    try {
      const page = await (await fetch(href)).blob();
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([page], { type: 'text/html' })), target: '_blank', textContent: title + ': the report' });
      const save = Object.assign(document.createElement('a'), { href: link.href, download: file, textContent: 'save it' });
      item.append(link, ' · ', save);
    } catch {
      item.append(title);
    }
    return item;
  }));
  get('reports').replaceChildren(...items);
  get('folder').textContent = folder === null ? '' : 'All reports are in ' + folder + '.';
  if (interrupted !== null) text('ended-title', 'The run has ended, ' + interrupted);
  get('ended').hidden = false;
  get('progress').hidden = true;
  text('connection', 'The run has ended.');
  source.close();
}
const source = new EventSource('/events');
source.addEventListener('open', () => text('connection', ''));
source.addEventListener('parts', (event) => show(JSON.parse(event.data)));
source.addEventListener('ended', (event) => end(JSON.parse(event.data)));
source.addEventListener('error', () => text('connection', 'The connection is lost; trying again.'));
})();
`;
