import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { poolId } from '../../src/engine/ids.ts';
import { signalData } from '../../src/engine/signal-data.ts';
import { helloLine, questionLine, readDecision } from '../../src/real/policy-io.ts';
import { signals } from '../support/signals.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/policy-io.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: false }).compile(schema);

const within = { within: (windowMs: number) => windowMs / 60_000 };
const question = questionLine(
  {
    kind: 'policy.ask',
    at: 0,
    pool: poolId(0),
    ask: 7,
    trigger: 'tick',
    epoch: 0,
    signals: signalData({ ...signals(), arrivals: within, completions: within }, [
      'pods',
      'unblockedTasks',
      'runningTasks',
    ]),
  },
  'pool',
);
const hello = helloLine({
  scenario: 's',
  variant: 'v',
  seed: '1',
  replication: 0,
  pool: 'pool',
  parameters: { a: 1, b: true, c: 'x' },
});

describe('the lines of a policy program', () => {
  it.each([
    ['hello', hello],
    ['signals', question],
    ['a decision', '{"ask":7,"scaleTo":3}'],
    ['a decision with its reason', '{"ask":7,"hold":true,"reason":{"rule":"r","text":"t","figures":{"x":null}}}'],
  ])('are what the schema says: %s', (_, line) => {
    expect(validate(JSON.parse(line)) || validate.errors).toBe(true);
  });

  it('describes every field', () => {
    const silent: string[] = [];
    const walk = (json: unknown, path: string): void => {
      if (typeof json !== 'object' || json === null) return;
      for (const [key, value] of Object.entries(json)) {
        if (path.endsWith('/properties') && !('description' in (value as object))) silent.push(`${path}/${key}`);
        walk(value, `${path}/${key}`);
      }
    };
    walk(schema.definitions, '');
    expect(silent).toEqual([]);
  });

  it('count the last minutes', () => {
    expect(JSON.parse(question).signals.arrivals).toEqual({ last1m: 1, last5m: 5, last15m: 15, last60m: 60 });
  });
});

describe('an answer', () => {
  const program = { rule: 'program', text: 'no reason was given', figures: {}, limitedBy: null };
  it.each([
    ['{"ask":7,"scaleTo":3}', { kind: 'scale-to', pods: 3, reason: program }],
    ['{"ask":7,"hold":true,"reason":"calm"}', { kind: 'hold', reason: { ...program, text: 'calm' } }],
    ['{"ask":6,"scaleTo":3}', null],
    ['{"ask":7,"error":"no data"}', { kind: 'failed', failure: 'refused', detail: 'no data' }],
  ])('is read: %s', (line, answer) => {
    expect(readDecision(line, 7)).toEqual(answer);
  });

  it.each([
    ['scaling up!', 'garbage', /"scaling up!" is not JSON; what is for people goes to standard error/],
    ['[]', 'garbage', /must be an object/],
    ['{"ask":7}', 'garbage', /exactly one of scaleTo, hold, error/],
    ['{"ask":7,"scaleTo":3,"hold":true}', 'garbage', /exactly one of scaleTo, hold, error/],
    ['{"ask":7,"scaleTo":-1}', 'garbage', /scaleTo: /],
    ['{"ask":7,"scaleTo":"3"}', 'garbage', /scaleTo: /],
    ['{"ask":7,"scaleTo":1.5}', 'garbage', /scaleTo: /],
    ['{"ask":8,"scaleTo":3}', 'garbage', /answers question 8, asked was 7/],
    ['{"scaleTo":3}', 'garbage', /ask: /],
    ['{"ask":7,"scaleTo":3,"pods":4}', 'garbage', /pods/],
    ['{"ask":7,"version":2,"scaleTo":3}', 'wrong-version', /speaks version 2, not 1/],
  ])('that is none says what is wrong: %s', (line, failure, detail) => {
    expect(readDecision(line, 7)).toMatchObject({ kind: 'failed', failure, detail: expect.stringMatching(detail) });
  });
});
