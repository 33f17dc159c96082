import { trusted } from '../markup.ts';
import { DECISION_SCRIPT } from './decision-script.ts';
import { MARK_SCRIPT } from './mark-script.ts';
import { PLOT_SCRIPT } from './plot-script.ts';
import { POOL_SCRIPT } from './pool-script.ts';
import { SLOT_SCRIPT } from './slot-script.ts';
import { TIP_SCRIPT } from './tip-script.ts';

/**
 * What makes the drawings over time answer: one brush zooms all of them, and the values under the pointer (or the arrow keys) are told.
 * The drawings are finished SVG (see `charts/render-svg.ts`) and stay as they are without a script; this only moves their marks and
 * relabels their time axes, so that a report needs no drawing library and opens at once. Plain browser JavaScript, fetches nothing.
 */
export const CHART_SCRIPT = trusted(`
(() => {
'use strict';
const bounded = (value, low, high) => Math.min(high, Math.max(low, value));
${TIP_SCRIPT}${MARK_SCRIPT}${POOL_SCRIPT}const figures = [...document.querySelectorAll('figure')].flatMap((figure) => {
  const data = figure.querySelector('script[type="application/json"]');
  return data === null ? [] : [{ figure, box: figure.querySelector('.drawing'), svg: figure.querySelector('svg'), timeline: JSON.parse(data.textContent) }];
});
if (figures.length === 0) return;
const endAt = Math.max(1, ...figures.map(({ timeline }) => timeline.endAt));
let from = 0;
let to = endAt;
let cursor = null;

const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE,
  10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY];
const two = (value) => String(value).padStart(2, '0');
const clock = (time) => {
  const ms = Math.round(time);
  const whole = Math.floor(ms / SECOND);
  const rest = ms - whole * SECOND;
  return Math.floor(whole / 3600) + ':' + two(Math.floor(whole / 60) % 60) + ':' + two(whole % 60) + (rest === 0 ? '' : '.' + String(rest).padStart(3, '0'));
};
// Of a long stretch nobody wants to read milliseconds.
const shown = (at) => (to - from > 2 * MINUTE ? Math.round(at / SECOND) * SECOND : at);
const make = (parent, name, attributes) => {
  const element = document.createElementNS(parent.namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
};

${PLOT_SCRIPT}for (const each of figures) each.plots = plotsOf(each.svg);
const plots = figures.flatMap((each) => each.plots);
const positionOf = (at, { width }) => ((at - from) / (to - from)) * width;
${SLOT_SCRIPT}

function show(low, high) {
  const span = bounded(high - low, Math.min(1, endAt), endAt);
  from = bounded(low, 0, endAt - span);
  to = from + span;
  const factor = endAt / span;
  for (const plot of plots) {
    const shift = -(from / endAt) * plot.width * factor;
    for (const element of plot.stretched) element.setAttribute('transform', 'matrix(' + factor + ' 0 0 1 ' + shift + ' 0)');
    for (const pattern of plot.patterns) pattern.setAttribute('patternTransform', 'scale(' + 1 / factor + ',1)');
    for (const { element, x, y } of plot.placed) element.setAttribute('transform', 'translate(' + (x * factor + shift) + ',' + y + ')');
    // Whole, a mark at the edge is not cut in two; zoomed, nothing reaches over the axis.
    const edge = factor === 1 ? 6 : 0;
    plot.window.setAttribute('x', -edge);
    plot.window.setAttribute('width', plot.width + 2 * edge);
    drawAxis(plot);
  }
  for (const each of figures) drawDetail(each);
  const isWhole = span === endAt;
  range.textContent = clock(shown(from)) + ' – ' + clock(shown(to));
  for (const button of bar.querySelectorAll('button')) button.setAttribute('aria-disabled', String(isWhole && button.dataset.zoomed !== undefined));
  drawCursor();
}

// What is told of a time.
function valuesAt({ timeline }, at, plot, line) {
  const { rows, columns, bands, isByPlot } = timeline;
  let low = 0, high = rows.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (rows[middle][0] <= at) low = middle;
    else high = middle - 1;
  }
  const row = rows[low], next = rows[low + 1];
  const values = row === undefined ? [] : columns.flatMap(({ name, kind }, column) => {
    if (isByPlot && column !== plot) return [];
    const value = row[column + 1];
    if (kind === 'count') return name + ' ' + Number(value.toFixed(2));
    const share = next === undefined || next[0] === row[0] ? 0 : (at - row[0]) / (next[0] - row[0]);
    return name + ' ' + clock(Math.round((value + (next === undefined ? 0 : (next[column + 1] - value) * share)) / SECOND) * SECOND);
  });
  return [clock(shown(at)), ...values, ...slotTexts(timeline, at, line), ...bands.filter((band) => band.at <= at && at <= band.until).map(({ name }) => 'fault: ' + name)];
}
${DECISION_SCRIPT}function drawCursor() {
  for (const plot of plots) {
    const isShown = cursor !== null && cursor.at >= from && cursor.at <= to;
    plot.line.setAttribute('visibility', isShown ? 'visible' : 'hidden');
    if (isShown) {
      const x = positionOf(cursor.at, plot);
      plot.line.setAttribute('x1', x);
      plot.line.setAttribute('x2', x);
    }
  }
  const decided = markDecisions();
  if (cursor === null || cursor.at < from || cursor.at > to) return hideTip();
  const { each, at, plot, line } = cursor;
  showTip(each.figure, each.plots[plot].line.getBoundingClientRect(), [...valuesAt(each, at, plot, line), ...decided]);
}
// The line is the row of slots that the pointer is on; keys and links have none.
const point = (each, at, plot = 0, line = null) => { cursor = at === null ? null : { each, at, plot, line }; drawCursor(); };

// Pointer: move tells, drag zooms, double click shows all. A finger scrolls; a tap tells.
for (const each of figures) for (const [index, plot] of each.plots.entries()) {
  const placeOf = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(plot.surface.getScreenCTM().inverse());
  const timeAt = (event) => from + (bounded(placeOf(event).x, 0, plot.width) / plot.width) * (to - from);
  const lineAt = (event) => {
    const { slots } = each.timeline;
    return slots === undefined ? null : bounded(Math.floor((placeOf(event).y / plot.height) * slots.rows), 0, slots.rows - 1);
  };
  let start = null;
  const drawBrush = (low, high) => {
    for (const other of plots) {
      other.brush.setAttribute('visibility', low === null ? 'hidden' : 'visible');
      if (low === null) continue;
      other.brush.setAttribute('x', positionOf(low, other));
      other.brush.setAttribute('width', positionOf(high, other) - positionOf(low, other));
    }
  };
  plot.surface.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch' || event.button !== 0) return point(each, timeAt(event), index, lineAt(event));
    start = { x: event.clientX, at: timeAt(event) };
    plot.surface.setPointerCapture(event.pointerId);
  });
  plot.surface.addEventListener('pointermove', (event) => {
    const at = timeAt(event);
    point(each, at, index, lineAt(event));
    if (start !== null) drawBrush(Math.min(start.at, at), Math.max(start.at, at));
  });
  const finish = (event) => {
    if (start === null) return;
    const begun = start;
    start = null;
    drawBrush(null, null);
    const at = timeAt(event);
    if (event.type === 'pointerup' && Math.abs(event.clientX - begun.x) > 4) show(Math.min(begun.at, at), Math.max(begun.at, at));
  };
  plot.surface.addEventListener('pointerup', finish);
  plot.surface.addEventListener('pointercancel', finish);
  plot.surface.addEventListener('pointerleave', () => { if (start === null) point(each, null); });
  plot.surface.addEventListener('dblclick', () => show(0, endAt));
}

// Keys on a focused drawing: arrows go from change to change, up and down between plots that each show something else, + and - zoom around it, 0 shows all, Escape hides the values.
const zoomBy = (factor) => {
  const middle = cursor !== null && cursor.at >= from && cursor.at <= to ? cursor.at : (from + to) / 2;
  show(middle - (middle - from) * factor, middle + (to - middle) * factor);
};
const stepFrom = ({ timeline }, forward) => {
  const ats = timeline.rows.map(([at]) => at);
  if (cursor === null) return forward ? from : to;
  const next = forward ? ats.find((at) => at > cursor.at) : ats.filter((at) => at < cursor.at).pop();
  return next === undefined ? cursor.at : next;
};
const plotOf = (each) => (cursor === null || cursor.each !== each ? 0 : cursor.plot);
for (const each of figures) each.box.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = event.key === 'ArrowRight' || event.key === 'ArrowLeft';
  if (arrow) {
    const at = stepFrom(each, event.key === 'ArrowRight');
    if (at < from || at > to) show(at - (to - from) / 2, at + (to - from) / 2);
    point(each, at, plotOf(each));
  } else if (each.timeline.isByPlot && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    const next = cursor === null ? 0 : plotOf(each) + (event.key === 'ArrowDown' ? 1 : -1);
    point(each, cursor === null ? from : cursor.at, bounded(next, 0, each.plots.length - 1));
  } else if (event.key === '+' || event.key === '=') zoomBy(0.5);
  else if (event.key === '-') zoomBy(2);
  else if (event.key === '0') show(0, endAt);
  else if (event.key === 'Escape') point(each, null);
  else return;
  event.preventDefault();
});

// Buttons do the same for those who neither drag nor know the keys.
const bar = document.createElement('div');
bar.className = 'zoom';
bar.setAttribute('role', 'group');
bar.setAttribute('aria-label', 'Time that the charts show');
const range = document.createElement('output');
const button = (text, title, needsZoom, action) => {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  if (text !== title) made.setAttribute('aria-label', title);
  made.title = title;
  if (needsZoom) made.dataset.zoomed = '';
  made.addEventListener('click', () => { if (made.getAttribute('aria-disabled') !== 'true') action(); });
  bar.append(made);
};
const slide = (share) => show(from + (to - from) * share, to + (to - from) * share);
button('←', 'Earlier', true, () => slide(-0.5));
button('→', 'Later', true, () => slide(0.5));
button('+', 'Zoom in', false, () => zoomBy(0.5));
button('−', 'Zoom out', true, () => zoomBy(2));
button('whole run', 'whole run', true, () => show(0, endAt));
bar.append(range);
const hint = document.createElement('span');
hint.className = 'faint';
hint.textContent = 'drag over a chart to zoom; arrow keys tell values';
bar.append(hint);
figures[0].figure.before(bar);

// A time in a table shows where it is in the charts.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-at]');
  if (link === null) return;
  event.preventDefault();
  const at = Number(link.dataset.at);
  if (at < from || at > to) show(at - (to - from) / 2, at + (to - from) / 2);
  const seen = figures.find(({ figure }) => !figure.hidden) || figures[0];
  seen.box.focus({ preventScroll: true });
  seen.figure.scrollIntoView({ block: 'start' });
  point(seen, at);
});
choosePools();
show(0, endAt);
})();
`);
