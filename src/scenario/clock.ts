import { Temporal } from 'temporal-polyfill/implementation';
import * as z from 'zod';
import { keys, parsed } from './fields.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';

/** When and where the run begins: needed by freeze windows, cron and weekly patterns alone. */
export interface Clock {
  readonly start: Temporal.ZonedDateTime;
}

/** No offset: the zone says it, and one that disagreed would be ignored. */
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

function readStart(value: unknown, path: string): Temporal.PlainDateTime | Sentence {
  if (typeof value !== 'string' || !LOCAL.test(value)) return messages.notLocalTime(path, value);
  try {
    return Temporal.PlainDateTime.from(value, { overflow: 'reject' });
  } catch {
    return messages.notLocalTime(path, value);
  }
}

const start = parsed(
  readStart,
  { expected: 'text' },
  {
    type: 'string',
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?$',
    examples: ['2026-01-05T08:50:00'],
  },
);

const timezone = z.string().superRefine((zone, context) => {
  try {
    Temporal.PlainDate.from('2000-01-01').toZonedDateTime(zone);
  } catch {
    context.addIssue({
      code: 'custom',
      params: { sentence: (path: string) => messages.unknownTimeZone(path, zone) },
    });
  }
});

export const clockSchema = keys({
  start: start.describe('Local date and time of the start, without offset: 2026-01-05T08:50:00.'),
  timezone: timezone
    .default('UTC')
    .describe('IANA name of the time zone.')
    .meta({ examples: ['Europe/Berlin'] }),
}).transform((clock): Clock => ({ start: clock.start.toZonedDateTime(clock.timezone) }));

/** ISO 8601 with offset: `2026-01-05T08:50:00+01:00`. */
export const clockText = (clock: Clock): string => clock.start.toString({ timeZoneName: 'never' });
