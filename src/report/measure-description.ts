import { METRICS, type MetricDescription, type MetricName } from '../scenario/metric-catalogue.ts';

/** The catalogue's entry of a measure, of the whole run (`cost`) or of one pool (`small/cost`). */
export function descriptionOf(name: string): MetricDescription {
  const description: MetricDescription | undefined = METRICS[name.slice(name.lastIndexOf('/') + 1) as MetricName];
  if (description === undefined) throw new Error(`no such measure: ${name}`);
  return description;
}
