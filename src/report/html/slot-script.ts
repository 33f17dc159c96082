/**
 * Parts of `chart-script.ts`: the bars of the drawing of slots, decoded (see `charts/slot-detail.ts`) when they are first asked for, told under
 * the pointer, and drawn one by one where the drawing shows sums and few enough are in sight. Plain browser JavaScript.
 */
export const SLOT_SCRIPT = String.raw`
const DETAIL_MAX = 1500;
const RUNNING_TOLD = 5;
function barsOf(slots) {
  if (slots.decoded !== undefined) return slots.decoded;
  const bytes = Uint8Array.from(atob(slots.bars), (letter) => letter.charCodeAt(0));
  let place = 0;
  const next = () => {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[place++];
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  };
  const names = new Map(slots.taskNames);
  const decoded = [];
  let at = 0, task = 0;
  while (place < bytes.length) {
    const head = next();
    at += next();
    const length = next(), step = next();
    task += step % 2 === 1 ? -(step + 1) / 2 : step / 2;
    decoded.push({ row: head >> 1, isRunning: head % 2 === 0, from: at, to: at + length, name: names.get(task) || 'task-' + String(task).padStart(6, '0') });
  }
  slots.decoded = decoded;
  return decoded;
}
const holds = (bar, at) => bar.from <= at && at < bar.to;
function stayAt(slots, row, at) {
  return slots.stays.find(([, first, count, begin, end]) => row >= first && row < first + count && begin <= at && at <= end);
}
const barText = (slots, bar, at) => {
  const stay = stayAt(slots, bar.row, at);
  const place = stay === undefined ? '' : ' in ' + stay[0] + ', slot ' + (bar.row - stay[1]);
  return bar.name + (bar.isRunning ? ' runs' : ' reserves') + place + ', ' + clock(bar.from) + ' – ' + clock(bar.to);
};
// Of a row what it does then; without one the tasks that hold slots.
function slotTexts({ slots }, at, row) {
  if (slots === undefined) return [];
  if (row !== null) {
    const bar = barsOf(slots).find((each) => each.row === row && holds(each, at));
    if (bar !== undefined) return [barText(slots, bar, at)];
    const stay = stayAt(slots, row, at);
    return [stay === undefined ? 'no pod' : stay[0] + ', slot ' + (row - stay[1]) + (slots.bars === '' ? '' : ': idle')];
  }
  const held = barsOf(slots).filter((each) => holds(each, at));
  const more = held.length - RUNNING_TOLD;
  return [...held.slice(0, RUNNING_TOLD).map((bar) => barText(slots, bar, at)), ...(more > 0 ? ['and ' + more + ' more'] : [])];
}
function drawDetail({ svg, plots: [plot], timeline: { slots } }) {
  if (slots === undefined || !slots.isSummed || slots.bars === '') return;
  if (plot.detail === undefined) {
    const sums = plot.stretched[plot.stretched.length - 1];
    plot.sums = sums;
    plot.detail = make(sums.parentNode, 'g', {});
    const patterned = [...sums.children].map((rect) => rect.getAttribute('fill')).find((fill) => fill.startsWith('url('));
    // The drawing's own pattern: the copy for this plot is squeezed with its zoom.
    plot.heldFill = patterned === undefined ? 'var(--chart-2)' : patterned.replace(/-plot-\d+\)$/, ')');
  }
  const isWhole = from === 0 && to === endAt;
  const seen = isWhole ? [] : barsOf(slots).filter((bar) => bar.to > from && bar.from < to);
  const isShown = !isWhole && seen.length <= DETAIL_MAX;
  plot.sums.style.display = isShown ? 'none' : '';
  plot.detail.replaceChildren();
  if (!isShown) return;
  const unit = plot.height / slots.rows;
  for (const bar of seen) {
    const x = positionOf(Math.max(bar.from, from), plot);
    make(plot.detail, 'rect', {
      x, y: (bar.row + 0.1) * unit, height: unit * 0.8, width: Math.max(0.5, positionOf(Math.min(bar.to, to), plot) - x),
      fill: bar.isRunning ? 'var(--chart-1)' : plot.heldFill,
    });
  }
}
`;
