/**
 * Colours of the drawings, by what they show. Specifications and stand-alone drawings hold the plain colours; on a page each is
 * replaced by the style sheet's variable of the same meaning, so that one drawing serves light and dark.
 */
export const CHART_COLORS = {
  ink: '#1a2230',
  faint: '#5b6675',
  line: '#d8dee6',
  page: '#ffffff',
  working: '#1f5fa8',
  held: '#d98c14',
  ready: '#7fb2e5',
  absent: '#8b95a3',
  bad: '#b23a48',
  promised: '#5b4a9c',
  coming: '#3f8f6b',
} as const;

export type ChartColor = keyof typeof CHART_COLORS;

const VARIABLES: Readonly<Record<ChartColor, string>> = {
  ink: '--ink',
  faint: '--faint',
  line: '--line',
  page: '--page',
  working: '--chart-1',
  held: '--chart-2',
  ready: '--chart-3',
  absent: '--chart-4',
  bad: '--chart-5',
  promised: '--chart-6',
  coming: '--chart-7',
};

/** A drawing whose colours follow the page it stands on. */
export function pageColors(svg: string): string {
  let themed = svg;
  for (const color of Object.keys(CHART_COLORS) as ChartColor[]) {
    themed = themed.replaceAll(`"${CHART_COLORS[color]}"`, `"var(${VARIABLES[color]})"`);
  }
  return themed;
}
