import { trusted } from '../markup.ts';
import { PRINT_STYLE } from './print-style.ts';

/**
 * The style sheet of every page. Plain CSS without any fetched part, so that a report opens offline. Colours are variables, told
 * once for light and once for dark; drawings use the same variables (see `charts/colors.ts`).
 */
export const PAGE_STYLE = trusted(`
:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1a2230; --faint: #5b6675; --line: #d8dee6; --panel: #f5f7fa;
  --good: #10693a; --good-panel: #e3f4ea; --bad: #a3201d; --bad-panel: #fdeae8; --accent: #1f5fa8;
  --chart-1: #1f5fa8; --chart-2: #d98c14; --chart-3: #7fb2e5; --chart-4: #8b95a3; --chart-5: #b23a48; --chart-6: #5b4a9c; --chart-7: #3f8f6b;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14181f; --ink: #e5e9ef; --faint: #9aa6b5; --line: #333c49; --panel: #1c222c;
    --good: #6fd39b; --good-panel: #173426; --bad: #ff9a92; --bad-panel: #43201f; --accent: #82b6ef;
    --chart-1: #6aa9ec; --chart-2: #f0b24c; --chart-3: #2f5f92; --chart-4: #6b7684; --chart-5: #f08a94; --chart-6: #b3a2f2; --chart-7: #6cc79d;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.25rem clamp(0.75rem, 3vw, 2rem) 4rem; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.55rem; line-height: 1.25; margin: 0.2rem 0 0.4rem; }
h2 { font-size: 1.15rem; margin: 2.4rem 0 0.6rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--line); }
p { max-width: 48rem; margin: 0.4rem 0; }
a { color: var(--accent); }
.faint, figcaption, .note { color: var(--faint); font-size: 0.9rem; }
code, pre, kbd { font: 0.86rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem 0.8rem; overflow-x: auto; max-height: 32rem; }
.verdict { display: inline-block; font-weight: 650; border-radius: 6px; padding: 0.15rem 0.7rem; }
.passed { color: var(--good); background: var(--good-panel); }
.failed, .broken { color: var(--bad); background: var(--bad-panel); }
.banner { color: var(--bad); background: var(--bad-panel); border-radius: 6px; padding: 0.4rem 0.8rem; font-weight: 600; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 0.8rem; margin: 1.2rem 0; padding: 0; }
.figures > div { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 0.8rem 1rem; }
.figures dt { color: var(--faint); font-size: 0.9rem; }
.figures dd { margin: 0; }
.figures .value { font-size: 1.9rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
.tall { max-height: 30rem; overflow-y: auto; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.7rem 0.35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.time { font-variant-numeric: tabular-nums; white-space: nowrap; }
tr[aria-current] > td { background: var(--panel); } tr[aria-current] > td:first-child { box-shadow: inset 3px 0 var(--accent); padding-left: 0.6rem; }
tr.bad > td:first-child { box-shadow: inset 3px 0 var(--bad); padding-left: 0.6rem; }
tr.good > td:first-child { box-shadow: inset 3px 0 var(--good); padding-left: 0.6rem; }
.name { white-space: nowrap; }
span.better { color: var(--good); } span.worse { color: var(--bad); }
.mark { font-weight: 650; white-space: nowrap; }
.good .mark, .agrees { color: var(--good); } .bad .mark, .differs { color: var(--bad); }
figure[hidden] { display: none; }
figure { margin: 1.2rem 0; position: relative; scroll-margin-top: 3.5rem; }
figure h3 { font-size: 1rem; margin: 0 0 0.2rem; }
.drawing { overflow-x: auto; }
.drawing svg { display: block; width: 100%; min-width: 36rem; height: auto; }
.drawing .surface { fill: transparent; cursor: crosshair; }
.drawing .cursor { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 2; }
.drawing .brush { fill: var(--accent); fill-opacity: 0.2; stroke: var(--accent); }
.drawing .told { stroke: var(--ink); stroke-width: 2.5; }
.drawing .mark-area > *, .drawing .mark-line > *, .drawing .mark-rect > * { vector-effect: non-scaling-stroke; }
.drawing:focus-visible, .wide:focus-visible, .tall:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.filter { max-width: none; margin: 1rem 0 0.4rem; display: flex; flex-wrap: wrap; gap: 0.3rem 0.6rem; align-items: center; }
.filter[hidden] { display: none; }
.filter input { font: inherit; min-height: 2rem; min-width: 0; flex: 0 1 18rem; padding: 0 0.5rem; color: var(--ink); background: var(--page); border: 1px solid var(--faint); border-radius: 6px; }
.label { font-size: 0.8rem; color: var(--faint); border: 1px solid var(--line); border-radius: 6px; padding: 0 0.35rem; white-space: nowrap; }
.zoom, .pools { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; padding: 0.4rem 0; background: var(--page); }
.zoom { position: sticky; top: 0; z-index: 2; }
.zoom button, .pools button { font: inherit; min-width: 2.2rem; min-height: 2rem; padding: 0 0.5rem; color: var(--ink); background: var(--panel); border: 1px solid var(--faint); border-radius: 6px; cursor: pointer; }
.zoom button[aria-disabled="true"] { opacity: 0.45; cursor: default; }
.pools button[aria-pressed="true"] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
.zoom output { font-variant-numeric: tabular-nums; margin: 0 0.4rem; }
.tip { position: absolute; z-index: 1; pointer-events: none; background: var(--page); color: var(--ink); border: 1px solid var(--faint); border-radius: 6px;
  padding: 0.3rem 0.6rem; font-size: 0.85rem; line-height: 1.35; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin: 0.6rem 0; }
summary { cursor: pointer; font-weight: 600; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0.5rem 0; }
dl.facts dt { color: var(--faint); } dl.facts dd { margin: 0; min-width: 0; }
dl.story { display: grid; grid-template-columns: max-content 1fr; gap: 0.6rem 1.2rem; margin: 0.5rem 0; }
dl.story dt { font-weight: 600; } dl.story dd { margin: 0; min-width: 0; } dl.story p { margin: 0 0 0.3rem; max-width: 52rem; }
@media (max-width: 34rem) {
  .figures { grid-template-columns: 1fr 1fr; gap: 0.5rem; } .figures > div { padding: 0.5rem 0.7rem; } .figures .value { font-size: 1.4rem; }
  dl.story { grid-template-columns: 1fr; gap: 0.2rem; }
  dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: 0.5rem; }
}
${PRINT_STYLE}
`);
