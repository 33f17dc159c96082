/**
 * Part of `chart-script.ts`: drawings whose marks tell what they are (`Chart.tellsMarks`). The pointer on a mark shows its description; so do
 * the arrow keys on a focused drawing, from left to right. Marks at one place are told together. Plain browser JavaScript.
 */
export const MARK_SCRIPT = `
const NAMES_TOLD = 6;
// Marks that say the same of different names say it once.
function linesOf(marks) {
  const names = new Map();
  for (const mark of marks) {
    const [name, ...rest] = mark.getAttribute('aria-label').split('; ');
    const said = rest.join('; ');
    names.set(said, [...(names.get(said) || []), name]);
  }
  return [...names].flatMap(([said, all]) => [
    ...all.slice(0, NAMES_TOLD),
    ...(all.length > NAMES_TOLD ? ['and ' + (all.length - NAMES_TOLD) + ' more'] : []),
    ...said.split('; '),
  ]);
}
for (const figure of document.querySelectorAll('figure[data-tells-marks]')) {
  const box = figure.querySelector('.drawing');
  const placed = new Map();
  for (const mark of figure.querySelectorAll('.role-mark > [aria-label]')) {
    const { left, top, width, height } = mark.getBoundingClientRect();
    const place = [Math.round(left + width / 2), Math.round(top + height / 2)];
    if (!placed.has(String(place))) placed.set(String(place), { place, marks: [] });
    placed.get(String(place)).marks.push(mark);
  }
  const stops = [...placed.values()].sort((a, b) => a.place[0] - b.place[0] || b.place[1] - a.place[1]).map(({ marks }) => marks);
  let told = null;
  const tell = (stop) => {
    for (const mark of stops[told] || []) mark.classList.remove('told');
    told = stop;
    if (stop === null) return hideTip();
    for (const mark of stops[stop]) mark.classList.add('told');
    showTip(figure, stops[stop][0].getBoundingClientRect(), linesOf(stops[stop]));
  };
  for (const [stop, marks] of stops.entries()) for (const mark of marks) {
    mark.addEventListener('pointerenter', () => tell(stop));
    mark.addEventListener('pointerleave', () => tell(null));
  }
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = stops.length - 1;
    if (event.key === 'ArrowRight') tell(told === null ? 0 : Math.min(last, told + 1));
    else if (event.key === 'ArrowLeft') tell(told === null ? last : Math.max(0, told - 1));
    else if (event.key === 'Home') tell(0);
    else if (event.key === 'End') tell(last);
    else if (event.key === 'Escape') tell(null);
    else return;
    event.preventDefault();
  });
  box.addEventListener('blur', () => tell(null));
}
`;
