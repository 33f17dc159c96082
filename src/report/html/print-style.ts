/**
 * On paper a page is light whatever the screen is, shows what would scroll, opens the details marked `printed` and leaves out the others
 * with everything one can only press. Part of `page-style.ts`.
 */
export const PRINT_STYLE = `
@page { margin: 14mm 12mm; }
@media print {
  :root { color-scheme: light; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .zoom, .pools, .tip, .filter, progress, .drawing .cursor, .drawing .brush { display: none; }
  figure, tr, dl.figures > div, dl.facts > * { break-inside: avoid; }
  h1, h2, h3, summary { break-after: avoid; }
  .drawing, .wide, .tall { overflow: visible; max-height: none; }
  .drawing svg { min-width: 0; max-height: 22cm; }
  .figures { grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.5rem; }
  .figures .value { font-size: 1.5rem; }
  table { font-size: 8pt; } table .faint { font-size: inherit; } figcaption, .note { font-size: 9pt; }
  th, td, td.number, th.number, .name, .mark, .label { white-space: normal; }
  th, td { padding-right: 0.35rem; } td .name { overflow-wrap: anywhere; } td code { white-space: nowrap; }
  pre { max-height: none; overflow: visible; white-space: pre-wrap; font-size: 8pt; }
  details:not([open]):not(.printed) { display: none; }
  details.printed::details-content { content-visibility: visible; display: block; block-size: auto; }
  summary { list-style: none; } summary::-webkit-details-marker { display: none; }
}`;
