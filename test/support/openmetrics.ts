/** A family of an OpenMetrics exposition. */
export interface MetricFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string | null;
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads an exposition by the rules of OpenMetrics 1.0 (section "Text format" and the overall data model); throws where it breaks one. */
export function familiesOf(text: string): readonly MetricFamily[] {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.pop() !== '# EOF') throw new Error('it must end with "# EOF" and a line feed');
  const families: { name: string; type: string; unit: string | null; samples: MetricSample[] }[] = [];
  for (const line of lines) {
    const [, keyword, name = '', rest = ''] = /^# (TYPE|UNIT|HELP) ([a-zA-Z_:][\w:]*) (.*)$/.exec(line) ?? [];
    let family = families.at(-1);
    if (keyword !== undefined) {
      if (family?.name !== name) {
        if (families.some((each) => each.name === name)) throw new Error(`${name} is told in two places`);
        family = { name, type: 'unknown', unit: null, samples: [] };
        families.push(family);
      }
      if (family.samples.length > 0) throw new Error(`${line} comes after the samples`);
      if (keyword === 'TYPE') family.type = rest;
      else if (keyword === 'UNIT') family.unit = rest;
      else if (/(^|[^\\])(\\\\)*\\($|[^\\n"])/.test(rest)) throw new Error(`a stray backslash: ${line}`);
      continue;
    }
    if (family === undefined) throw new Error(`a sample without a family: ${line}`);
    family.samples.push(sampleOf(line));
  }
  for (const family of families) checkFamily(family);
  return families;
}

function checkFamily({ name, type, unit, samples }: MetricFamily): void {
  if (!['gauge', 'info'].includes(type)) throw new Error(`${name} has type ${type}`);
  if (unit !== null && !name.endsWith(`_${unit}`)) throw new Error(`${name} must end with its unit ${unit}`);
  const wanted = type === 'info' ? `${name}_info` : name;
  const seen = new Set<string>();
  for (const sample of samples) {
    if (sample.name !== wanted) throw new Error(`${sample.name} is not of ${name}`);
    if (type === 'info' && sample.value !== 1) throw new Error(`${sample.name} must be 1`);
    const key = JSON.stringify(Object.entries(sample.labels).sort());
    if (seen.has(key)) throw new Error(`${name} has two samples of ${key}`);
    seen.add(key);
  }
}

function sampleOf(line: string): MetricSample {
  const [, name = '', inside = '', value = ''] =
    /^([a-zA-Z_:][\w:]*)\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\} (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(
      line,
    ) ?? [];
  if (name === '') throw new Error(`not a sample: ${line}`);
  const labels = [...inside.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"/g)].map(
    ([, label = '', text = '']): [string, string] => [
      label,
      text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter)),
    ],
  );
  if (new Set(labels.map(([label]) => label)).size !== labels.length) throw new Error(`a label twice: ${line}`);
  return { name, labels: Object.fromEntries(labels), value: Number(value) };
}
