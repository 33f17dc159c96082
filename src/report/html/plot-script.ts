/**
 * Parts of `chart-script.ts`: a drawing's pairs of axes, made ready to be zoomed, and the labels of their time axes while they are. Plain
 * browser JavaScript.
 */
export const PLOT_SCRIPT = String.raw`
const TICK_ROOM = 90;
// A plot is one pair of axes. Its marks move into a clipped group; everything else stays where it was drawn.
const PLACE = /^translate\(([-\d.]+),([-\d.]+)\)/;
let clips = 0;
const plotsOf = (svg) => [...svg.querySelectorAll('.role-axis[aria-label^="X-axis"]')].map((axis) => {
  const parent = axis.parentNode;
  const width = Number(axis.querySelector('.role-axis-domain line').getAttribute('x2'));
  const shape = /h[-\d.]+v([-\d.]+)/.exec(parent.parentNode.querySelector(':scope > path.background').getAttribute('d'));
  const height = Number(shape[1]);
  const id = 'plot-' + clips++;
  const clip = make(parent, 'clipPath', { id });
  const window = make(clip, 'rect', { y: -8, height: height + 10 });
  const marks = make(parent, 'g', { 'clip-path': 'url(#' + id + ')' });
  for (const child of [...parent.children]) {
    if (child.matches('.role-mark, .role-scope')) marks.append(child);
  }
  const patterns = new Map();
  for (const mark of marks.querySelectorAll('[fill^="url(#"]')) {
    const name = mark.getAttribute('fill').slice(5, -1);
    if (!patterns.has(name)) {
      const copy = svg.querySelector('[id="' + name + '"]').cloneNode(true);
      copy.id = name + '-' + id;
      svg.querySelector('defs').append(copy);
      patterns.set(name, copy);
    }
    mark.setAttribute('fill', 'url(#' + name + '-' + id + ')');
  }
  const placed = [...marks.querySelectorAll('.mark-symbol > *, .mark-text > *, .mark-rule > *')].flatMap((element) => {
    const place = PLACE.exec(element.getAttribute('transform'));
    return place === null ? [] : [{ element, x: Number(place[1]), y: place[2] }];
  });
  const labels = axis.querySelector('.role-axis-label');
  const ticks = axis.querySelector('.role-axis-tick');
  const title = axis.querySelector('.role-axis-title text');
  return {
    window, width, height, placed, labels, ticks, title,
    stretched: [...marks.querySelectorAll('.mark-area, .mark-line, .mark-rect')],
    patterns: [...patterns.values()],
    whole: { labels: [...labels.children], ticks: [...ticks.children], title: title === null ? '' : title.textContent },
    line: make(parent, 'line', { class: 'cursor', y1: 0, y2: height, visibility: 'hidden' }),
    brush: make(parent, 'rect', { class: 'brush', y: 0, height, visibility: 'hidden' }),
    surface: make(parent, 'rect', { class: 'surface', width, height }),
  };
});
function drawAxis(plot) {
  const isWhole = from === 0 && to === endAt;
  if (plot.title !== null) plot.title.textContent = isWhole ? plot.whole.title : 'time since the start (h:mm:ss)';
  if (isWhole) {
    plot.labels.replaceChildren(...plot.whole.labels);
    plot.ticks.replaceChildren(...plot.whole.ticks);
    return;
  }
  const most = Math.max(2, Math.floor(plot.width / TICK_ROOM));
  const step = STEPS.find((ms) => (to - from) / ms <= most) || STEPS[STEPS.length - 1];
  const labels = [];
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const x = positionOf(at, plot);
    const label = plot.whole.labels[0].cloneNode();
    label.setAttribute('text-anchor', 'middle');
    label.setAttribute('transform', 'translate(' + x + ',16)');
    label.textContent = clock(at);
    labels.push(label);
    const tick = plot.whole.ticks[0].cloneNode();
    tick.setAttribute('transform', 'translate(' + x + ',0)');
    ticks.push(tick);
  }
  plot.labels.replaceChildren(...labels);
  plot.ticks.replaceChildren(...ticks);
}
`;
