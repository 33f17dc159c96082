/**
 * Part of `chart-script.ts`: of drawings that there are for each pool, shows those of one, or of all pools together; without a script all
 * of them are there. Plain browser JavaScript.
 */
export const POOL_SCRIPT = `
function choosePools() {
  const ofPools = [...document.querySelectorAll('figure[data-pool]')];
  const names = [...new Set(ofPools.map((figure) => figure.dataset.pool))];
  if (names.length < 2) return;
  const choice = document.createElement('div');
  choice.className = 'pools';
  choice.setAttribute('role', 'group');
  choice.setAttribute('aria-label', 'Pool that the charts show');
  const choose = (chosen) => {
    for (const figure of ofPools) figure.hidden = figure.dataset.pool !== chosen;
    for (const made of choice.querySelectorAll('button')) made.setAttribute('aria-pressed', String(made.dataset.name === chosen));
  };
  for (const name of names) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = name === '' ? 'all pools' : name;
    made.dataset.name = name;
    made.addEventListener('click', () => choose(name));
    choice.append(made);
  }
  ofPools[0].before(choice);
  choose('');
}
`;
