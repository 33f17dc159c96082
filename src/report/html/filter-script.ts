import { type Markup, markup, trusted } from '../markup.ts';

/** Above a table whose rows have a `search`: shows those in which all words are found. Without a script it is not there. */
export const filterBox = (what: string): Markup => markup`<p class="filter" role="search" hidden>
<label for="filter">Filter</label> <input id="filter" type="search" autocomplete="off" aria-keyshortcuts="/" aria-describedby="filter-help">
<output for="filter" aria-live="polite"></output>
<span class="faint" id="filter-help">Words of ${what}; <kbd>/</kbd> leads here, <kbd>Esc</kbd> clears.</span></p>
`;

/**
 * Works from disk and without a network. What a row leaves out because the row above says it (`.repeat`) is shown where that row is hidden.
 */
export const FILTER_SCRIPT = trusted(`<script>
(() => {
  const box = document.querySelector('.filter');
  const input = box.querySelector('input');
  const count = box.querySelector('output');
  const rows = [...document.querySelectorAll('tr[data-search]')];
  const apply = () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    let group = null;
    for (const row of rows) {
      const text = row.dataset.search;
      row.hidden = !words.every((word) => text.includes(word));
      if (row.hidden) continue;
      shown += 1;
      const repeat = row.querySelector('.repeat');
      if (repeat === null) group = row.querySelector('.group').textContent;
      else {
        repeat.hidden = repeat.textContent === group;
        group = repeat.textContent;
      }
    }
    count.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length;
  };
  input.addEventListener('input', apply);
  addEventListener('keydown', (event) => {
    if (event.key === '/' && event.target !== input && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    } else if (event.key === 'Escape' && event.target === input) {
      input.value = '';
      apply();
    }
  });
  box.hidden = false;
  // A browser may keep what was typed before the page was loaded anew.
  apply();
})();
</script>
`);
