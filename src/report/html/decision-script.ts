/** Part of `chart-script.ts`: while a time is looked at, what was decided last before it stands out in the log and is told. */
export const DECISION_SCRIPT = `
// They stand below this script in the page.
let logs = null;
const logsOf = () => [...document.querySelectorAll('section[aria-labelledby="decisions"] table')].map((table) => ({
  rows: [...table.querySelectorAll('tr:has(a[data-at])')].map((row) => ({ row, at: Number(row.querySelector('a').dataset.at) })),
  marked: null,
}));
function markDecisions() {
  if (cursor !== null && logs === null) logs = logsOf();
  if (logs === null) return [];
  for (const log of logs) {
    const last = cursor === null ? undefined : log.rows.findLast(({ at }) => at <= cursor.at);
    const row = last === undefined ? null : last.row;
    if (row === log.marked) continue;
    if (log.marked !== null) log.marked.removeAttribute('aria-current');
    if (row !== null) {
      row.setAttribute('aria-current', 'time');
      const box = row.closest('.tall');
      if (box !== null) box.scrollTop = row.offsetTop - box.clientHeight / 2;
    }
    log.marked = row;
  }
  const [changes] = logs;
  const said = cursor === null || changes === undefined || changes.marked === null ? null : [...changes.marked.querySelectorAll('td')].map((cell) => cell.textContent);
  return said === null ? [] : ['last decided: ' + said.slice(0, -1).join(', ')];
}
`;
