import type { PlannedVariant } from '../experiment/plan-suite.ts';
import { METRIC_NAMES, METRICS, type MetricDescription, type MetricName } from '../scenario/metric-catalogue.ts';
import { interruptedText, type NotRun } from './interrupted-text.ts';
import { checkPlace, type ReportSubject } from './report-subject.ts';

/**
 * The suite as OpenMetrics text, for a Pushgateway, a textfile collector or whatever else reads Prometheus' format: verdicts, expectations
 * and every measure of every variant as gauges. Durations are in seconds, as the format wants base units; what has no value has no sample,
 * and nothing has a timestamp, since a simulation has none.
 *
 * Source: OpenMetrics 1.0 (prometheus.io/docs/specs/om/open_metrics_spec).
 */
export function openMetrics(subjects: readonly ReportSubject[], notRun: NotRun, version: string): string {
  const families = [
    buildFamily(version),
    completeFamily(subjects, notRun),
    verdictFamily(subjects),
    expectationFamily(subjects),
    ...METRIC_NAMES.flatMap((name) => measureFamilies(name, subjects)),
  ];
  return `${families.map(familyText).join('')}# EOF\n`;
}

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'info';
  /** The name ends with it; null = it has none. */
  readonly unit: 'seconds' | 'ratio' | null;
  readonly help: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const buildFamily = (version: string): Family => ({
  name: 'poolproof_build',
  type: 'info',
  unit: null,
  help: 'The version of poolproof that ran.',
  samples: [{ labels: { version }, value: 1 }],
});

const completeFamily = (subjects: readonly ReportSubject[], { variants }: NotRun): Family => ({
  name: 'poolproof_variant_complete',
  type: 'gauge',
  unit: null,
  help: '1 if all of the variant was run, 0 if it was stopped half-way or not run at all.',
  samples: [
    ...subjects.map(({ result }) => ({
      labels: labelsOf(result.planned),
      value: interruptedText(result) === null ? 1 : 0,
    })),
    ...variants.map((planned) => ({ labels: labelsOf(planned), value: 0 })),
  ],
});

const verdictFamily = (subjects: readonly ReportSubject[]): Family => ({
  name: 'poolproof_variant_passed',
  type: 'gauge',
  unit: null,
  help: '1 if the variant passed, 0 if it failed or broke a law.',
  samples: subjects.map(({ result }) => ({
    labels: labelsOf(result.planned),
    value: result.verdict.kind === 'passed' ? 1 : 0,
  })),
});

const expectationFamily = (subjects: readonly ReportSubject[]): Family => ({
  name: 'poolproof_expectation_met',
  type: 'gauge',
  unit: null,
  help: '1 if the expectation was met, or failed where the variant says that it must.',
  samples: subjects.flatMap((subject) => {
    const { planned, verdict } = subject.result;
    return verdict.checks.map((check) => ({
      labels: { ...labelsOf(planned), expectation: check.name, place: checkPlace(check, planned.file) },
      value: check.good ? 1 : 0,
    }));
  }),
});

/** Means over the replications and, where there are several, half of the 95 % interval. */
function measureFamilies(name: MetricName, subjects: readonly ReportSubject[]): readonly Family[] {
  const { unit, definition } = METRICS[name];
  const written = UNITS[unit];
  const samplesOf = (read: (measure: { mean: number | null; halfWidth: number | null }) => number | null) =>
    subjects.flatMap((subject) =>
      subject.result.measures.flatMap((measure): readonly Sample[] => {
        const pool = measure.name === name ? '' : measure.name.slice(0, -name.length - 1);
        const value = measure.name === (pool === '' ? name : `${pool}/${name}`) ? read(measure) : null;
        if (value === null) return [];
        return [
          {
            labels: { ...labelsOf(subject.result.planned), ...(pool === '' ? {} : { pool }) },
            value: value / written.divisor,
          },
        ];
      }),
    );
  const base = `poolproof_${snake(name)}`;
  const shared = { type: 'gauge', unit: written.unit } as const;
  const families: readonly Family[] = [
    { ...shared, name: base + written.suffix, help: definition, samples: samplesOf(({ mean }) => mean) },
    {
      ...shared,
      name: `${base}_half_width${written.suffix}`,
      help: `Half of the 95 % interval of ${name} over the replications.`,
      samples: samplesOf(({ halfWidth }) => halfWidth),
    },
  ];
  return families.filter(({ samples }) => samples.length > 0);
}

/** What a unit of the catalogue is called there. */
const UNITS: Readonly<
  Record<
    MetricDescription['unit'],
    { readonly unit: Family['unit']; readonly suffix: string; readonly divisor: number }
  >
> = {
  ms: { unit: 'seconds', suffix: '_seconds', divisor: 1000 },
  ratio: { unit: 'ratio', suffix: '_ratio', divisor: 1 },
  'per-hour': { unit: null, suffix: '_per_hour', divisor: 1 },
  count: { unit: null, suffix: '', divisor: 1 },
  pods: { unit: null, suffix: '', divisor: 1 },
  'pod-hours': { unit: null, suffix: '', divisor: 1 },
  nodes: { unit: null, suffix: '', divisor: 1 },
  'node-hours': { unit: null, suffix: '', divisor: 1 },
  currency: { unit: null, suffix: '', divisor: 1 },
  tasks: { unit: null, suffix: '', divisor: 1 },
};

const labelsOf = ({ file, scenario, variant }: PlannedVariant): Readonly<Record<string, string>> => ({
  file,
  scenario,
  variant,
});

function familyText({ name, type, unit, help, samples }: Family): string {
  const sampleName = type === 'info' ? `${name}_info` : name;
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === null ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(help)}`,
    ...samples.map(({ labels, value }) => `${sampleName}{${labelText(labels)}} ${value}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

/** `applyWait.p95` → `apply_wait_p95`. */
const snake = (name: string): string =>
  name.replaceAll('.', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
