/** Part of `chart-script.ts`: the box beside a place of a drawing, which tells what is there; read out as it changes. Plain browser JavaScript. */
export const TIP_SCRIPT = `
const tip = document.createElement('div');
tip.className = 'tip';
tip.hidden = true;
tip.setAttribute('role', 'status');
const hideTip = () => { tip.hidden = true; };
// The place is where the told thing is on the screen; the box stands on its right, or on its left where there is no room.
function showTip(figure, place, lines) {
  tip.hidden = false;
  tip.replaceChildren(...lines.map((text) => Object.assign(document.createElement('div'), { textContent: text })));
  if (tip.parentNode !== figure) figure.append(tip);
  const around = figure.getBoundingClientRect();
  const right = place.right - around.left + 12;
  const left = right + tip.offsetWidth > around.width ? place.left - around.left - 12 - tip.offsetWidth : right;
  tip.style.left = bounded(left, 0, Math.max(0, around.width - tip.offsetWidth)) + 'px';
  tip.style.top = place.top - around.top + 8 + 'px';
}
`;
