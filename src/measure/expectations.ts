import type { Observer } from '../engine/observer.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import type { Expectation, ExpectationForm, MetricCondition } from '../scenario/expectation.ts';
import { isMet } from './comparison.ts';
import { metricOf, type RunMetrics } from './metrics.ts';
import { Names } from './names.ts';
import { ObservedConditions } from './observed-conditions.ts';
import type { SeriesTracker, TimeReader } from './series.ts';

/** What became of one expectation. */
export interface ExpectationResult {
  readonly expectation: Expectation;
  readonly held: boolean;
  /** The values that decided, in words; for what held throughout (or never came) the range that was seen. */
  readonly observed: string;
  /** When it was decided, ms since the run began; null where there is no such moment. */
  readonly observedAt: number | null;
}

/**
 * Watches `at`, `always`, `never` and `eventually`. Values hold from the end of an instant until the next one, so each stretch of
 * time is looked at once, when it is over; after the end of the run the last values stay. Without such expectations it asks for
 * nothing and costs nothing.
 */
export class ExpectationWatch implements Observer, TimeReader {
  readonly #expectations: readonly Expectation[];
  readonly #watches = new Map<Expectation, Watch>();
  /** Not begun, earliest first. */
  readonly #pending: Watch[] = [];
  #begun = 0;
  #open: Watch[] = [];

  constructor(scenario: CompiledScenario, series: SeriesTracker) {
    this.#expectations = scenario.expectations;
    const names = new Names(scenario);
    for (const expectation of scenario.expectations) {
      const { form } = expectation;
      if (form.kind === 'metric') continue;
      const watch = new Watch(form, new ObservedConditions(form.conditions, series, names));
      this.#watches.set(expectation, watch);
      this.#pending.push(watch);
    }
    this.#pending.sort((a, b) => a.from - b.from);
    if (this.#pending.length > 0) series.onTime(this);
  }

  timePasses(from: number, to: number): void {
    this.#look(from, to - 1);
  }

  runEnded(at: number): void {
    this.#look(at, at);
    // What lies beyond the end sees what is left at the end.
    for (const watch of this.#watches.values()) if (watch.from > at) watch.lookAtEnd(at);
  }

  /** In the scenario's order. */
  results(metrics: RunMetrics): readonly ExpectationResult[] {
    return this.#expectations.map((expectation) => {
      const { form } = expectation;
      if (form.kind === 'metric')
        return { expectation, ...judgeMetrics(form.conditions, (name) => metricOf(metrics, name)) };
      return { expectation, ...(this.#watches.get(expectation) as Watch).result() };
    });
  }

  /** [from, to], both whole ms, through which the series stood as they stand now. */
  #look(from: number, to: number): void {
    while (this.#begun < this.#pending.length && (this.#pending[this.#begun] as Watch).from <= to) {
      this.#open.push(this.#pending[this.#begun] as Watch);
      this.#begun++;
    }
    let isAnyDone = false;
    for (const watch of this.#open) if (watch.look(from, to)) isAnyDone = true;
    if (isAnyDone) this.#open = this.#open.filter((watch) => !watch.isDone);
  }
}

/** Compares measures, of one run or means over several, with what was wanted of them. */
export function judgeMetrics(
  conditions: readonly MetricCondition[],
  measured: (name: string) => number | null | undefined,
): { readonly held: boolean; readonly observed: string; readonly observedAt: null } {
  const values = conditions.map((condition) => measured(condition.metric) ?? null);
  return {
    held: conditions.every((condition, i) => isMet(condition.comparison, values[i] as number | null)),
    observed: conditions.map((condition, i) => `${condition.metric} = ${values[i] ?? 'no value'}`).join(', '),
    observedAt: null,
  };
}

/** One expectation on series: over [from, until] it waits for the conditions to hold together, or not to. */
class Watch {
  readonly from: number;
  readonly #until: number;
  readonly #form: SeriesForm;
  readonly #conditions: ObservedConditions;
  isDone = false;
  /** When what it waits for came. */
  #cameAt: number | null = null;
  #observed = '';

  constructor(form: SeriesForm, conditions: ObservedConditions) {
    const { from, until } = windowOf(form);
    this.from = from;
    this.#until = until;
    this.#form = form;
    this.#conditions = conditions;
  }

  /** True when it is decided. */
  look(from: number, to: number): boolean {
    const first = Math.max(from, this.from);
    const last = Math.min(to, this.#until);
    if (first <= last) this.#lookAt(first, last);
    if (to >= this.#until) this.isDone = true;
    return this.isDone;
  }

  lookAtEnd(at: number): void {
    this.#lookAt(at, at);
  }

  result(): { readonly held: boolean; readonly observed: string; readonly observedAt: number | null } {
    const { kind } = this.#form;
    const came = this.#cameAt !== null;
    const held = kind === 'eventually' ? came : !came;
    if (came) return { held, observed: this.#observed, observedAt: this.#cameAt };
    return { held, observed: this.#conditions.range(), observedAt: kind === 'at' ? this.from : null };
  }

  #lookAt(first: number, last: number): void {
    const { kind } = this.#form;
    const wanted = kind === 'never' || kind === 'eventually';
    const at = this.#conditions.firstWhen(wanted, first, last);
    if (at === null) return;
    this.#cameAt = at;
    this.#observed = this.#conditions.now(at);
    this.isDone = true;
  }
}

type SeriesForm = Exclude<ExpectationForm, { kind: 'metric' }>;

function windowOf(form: SeriesForm): { from: number; until: number } {
  switch (form.kind) {
    case 'at':
      return { from: form.at, until: form.at };
    case 'eventually':
      return { from: form.after, until: form.after + form.within };
    default:
      return { from: form.from, until: form.until };
  }
}
