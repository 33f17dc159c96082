import type { ExpectationForm } from '../scenario/expectation.ts';
import { formatInstant } from './quantity.ts';

/** What an expectation asks for, in one line: `from 0:10:00 to 2:00:00 always: pods <= 20`. */
export function expectationText(form: ExpectationForm): string {
  const conditions = form.conditions.map((condition) => condition.text).join(', ');
  switch (form.kind) {
    case 'at':
      return `at ${formatInstant(form.at)}: ${conditions}`;
    case 'always':
    case 'never':
      return `${form.kind} from ${formatInstant(form.from)} to ${Number.isFinite(form.until) ? formatInstant(form.until) : 'the end'}: ${conditions}`;
    case 'eventually':
      return `between ${formatInstant(form.after)} and ${Number.isFinite(form.within) ? formatInstant(form.after + form.within) : 'the end'}: ${conditions}`;
    case 'metric':
      return conditions;
    default:
      return form satisfies never;
  }
}
