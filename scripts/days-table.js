// What README and docs/policies/days.md say of the figures of docs/policies/days.json.
import { studentT } from '../dist/measure/statistics.js';

const OURS = 'base-stock';

/** What the README says: `summary`; and the page with all figures. */
export function daysText(days) {
  const ranked = rankedPolicies(days);
  return { summary: summary(days, ranked), page: page(days, ranked) };
}

/** Those that are the best on most days first. */
function rankedPolicies(days) {
  const policies = [...new Set(days.flatMap(({ rows }) => rows.map(({ policy }) => policy)))];
  return policies
    .map((policy) => ({
      policy,
      best: days.filter((day) => isOnFront(day, policy)).length,
      ratio: geometricMean(days, policy),
    }))
    .sort((a, b) => b.best - a.best || a.ratio - b.ratio || (a.policy < b.policy ? -1 : 1));
}

function page(days, ranked) {
  const heads = days.map(({ day }) => day.replaceAll('-', ' '));
  const lines = ranked.map(({ policy, best }) => {
    const cells = days.map((day) => cell(day, policy));
    return `| \`${policy}\` | ${best} | ${cells.join(' | ')} |`;
  });
  return [
    '# All policies on all days',
    '',
    'Each cell: 95th percentile of waits, pod-hours, and pod-hours ÷ the [clairvoyant bound](../clairvoyant-bound.md), ± half of the 95 % interval of',
    `${days[0].replications} replications with common random numbers; **bold** where no other policy waits as short and comes nearer to the bound (*front* counts these`,
    'days). The days are scenarios of the same names. `npm run days` makes this page.',
    '',
    `| policy | front | ${heads.join(' | ')} |`,
    `|---|---|${heads.map(() => '---').join('|')}|`,
    ...lines,
    '',
  ].join('\n');
}

const rowOf = ({ rows }, policy) => rows.find((row) => row.policy === policy);

/** No other policy waits as short and comes nearer to the bound. */
function isOnFront(day, policy) {
  const own = rowOf(day, policy);
  if (own?.ratio == null) return false;
  return !day.rows.some(
    (other) =>
      other.ratio !== null &&
      other.wait.mean <= own.wait.mean &&
      other.ratio.mean <= own.ratio.mean &&
      (other.wait.mean < own.wait.mean || other.ratio.mean < own.ratio.mean),
  );
}

/** The others that wait no longer and come nearer to the bound, by more than the paired 95 % interval of the difference. */
export function nearer(day, policy) {
  const own = rowOf(day, policy);
  return day.rows.filter((other) => {
    if (other === own || other.ratio === null || other.wait.mean > own.wait.mean) return false;
    const differences = own.ratio.each.map((ratio, replication) => ratio - other.ratio.each[replication]);
    const n = differences.length;
    const mean = differences.reduce((sum, each) => sum + each, 0) / n;
    const deviation = Math.sqrt(differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1));
    return mean - (studentT(0.95, n - 1) * deviation) / Math.sqrt(n) > 0;
  });
}

function geometricMean(days, policy) {
  const ratios = days.flatMap((day) => rowOf(day, policy)?.ratio?.mean ?? []);
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

function cell(day, policy) {
  const row = rowOf(day, policy);
  if (row === undefined) return '';
  const wait = `${row.waitIsLeast ? '≥ ' : ''}${shown(row.wait)} s`;
  const hours = `${shown(row.podHours)} h`;
  const ratio = row.ratio === null ? '–' : shown(row.ratio);
  const text = `${wait}<br>${hours}<br>${ratio}`;
  return isOnFront(day, policy) ? `**${text}**` : text;
}

const shown = ({ mean, halfWidth }) => `${short(mean)} ±${short(halfWidth)}`;

const short = (value) =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(value >= 10 ? 3 : 2)));

function summary(days, ranked) {
  const beaten = days.flatMap((day) => {
    const others = nearer(day, OURS);
    if (others.length === 0) return [];
    const own = rowOf(day, OURS).ratio.mean;
    const most = Math.max(...others.map(({ ratio }) => own / ratio.mean - 1));
    return `${day.day.replaceAll('-', ' ')} (${others.length}, by at most ${(most * 100).toPrecision(2)} %)`;
  });
  const { replications } = days[0];
  const best = ranked.slice(0, 5).map(({ policy, best: count }) => `\`${policy}\` on ${count}`);
  return `[All policies on ${days.length} days](docs/policies/days.md), ${replications} replications each with common random numbers. No other policy waits as short and comes
nearer to the [clairvoyant bound](docs/clairvoyant-bound.md) than ${best.join(', ')} of them. Others wait no
longer than [\`${OURS}\`](docs/policies/base-stock.md), our own, and come nearer to the bound by more than the paired interval on these days:
${beaten.length === 0 ? 'none' : beaten.join(', ')}. \`npm run days\` measures it again.`;
}
