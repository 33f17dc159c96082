import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../src/engine/policies/registry.ts';
import type { AnyPolicy } from '../../src/engine/policy.ts';
import * as messages from '../../src/scenario/messages.ts';
import { choosePolicy, splitPolicies } from '../../src/scenario/policy-choice.ts';
import { ownPolicies } from '../../src/scenario/policy-lookup.ts';

const parametersOf = (written: string) => {
  const chosen = choosePolicy(written, '--policy', ownPolicies);
  return 'problems' in chosen ? chosen.problems : chosen.parameters;
};

describe('a policy on the command line', () => {
  it('is a name, and then says nothing of parameters', () => {
    expect(choosePolicy('capacity-aware', '--policy', ownPolicies)).toEqual({
      named: { kind: 'found', policy: POLICIES['capacity-aware'], module: null, program: null },
      parameters: null,
    });
  });

  it('gives a program whatever it says, since nobody knows its parameters', () => {
    const program = { command: ['./scaler'], folder: '.' };
    const found = { kind: 'found', policy: POLICIES['capacity-aware'] as AnyPolicy, module: null, program } as const;
    expect(choosePolicy('exec:./scaler:share=0.5,eager=true', '--policy', () => found)).toEqual({
      named: found,
      parameters: { share: 0.5, eager: true },
    });
  });

  it('may give parameters, as a scenario writes them; the others have their defaults', () => {
    expect(parametersOf('slot-utilization:scaleUpAbove=0.7,countUnblockedApplies=false')).toEqual({
      scaleUpAbove: 0.7,
      scaleDownBelow: 0.2,
      countUnblockedApplies: false,
    });
  });

  it.each([
    ['slot-utilisation', 10, messages.unknownPolicy('slot-utilisation', Object.keys(POLICIES))],
    [
      'slot-utilization:scaleUpOver=0.7',
      27,
      messages.unknownParameter('scaleUpOver', 'slot-utilization', [
        'scaleUpAbove',
        'scaleDownBelow',
        'countUnblockedApplies',
      ]),
    ],
    ['slot-utilization:scaleUpAbove=1.5', 40, messages.tooBig('scaleUpAbove', 1.5, 1, false)],
    ['slot-utilization:scaleUpAbove=0.5,much', 44, messages.malformedParameter('much')],
  ])('%s is refused, with the place', (written, column, { message, remedy }) => {
    const chosen = choosePolicy(written, '--policy', ownPolicies);
    expect('problems' in chosen ? chosen.problems : []).toMatchObject([
      { file: `--policy ${written}`, line: 0, column, message, remedy },
    ]);
  });

  it('tells all mistakes of its parameters at once', () => {
    expect(parametersOf('slot-utilization:x=1,scaleUpAbove=2')).toHaveLength(2);
  });
});

describe('a list of policies', () => {
  it('is cut at commas, but not between the parameters of one', () => {
    expect(splitPolicies('own,slot-utilization:scaleUpAbove=0.7,scaleDownBelow=0.1, blind-step')).toEqual([
      'own',
      'slot-utilization:scaleUpAbove=0.7,scaleDownBelow=0.1',
      'blind-step',
    ]);
  });

  it('is not cut between quotation marks', () => {
    expect(splitPolicies(`exec:python3 'a,b.py' "--of=1,2",static`)).toEqual([
      `exec:python3 'a,b.py' "--of=1,2"`,
      'static',
    ]);
    expect(splitPolicies("./bob's.js,static")).toEqual(["./bob's.js", 'static']);
    expect(splitPolicies('own,,static,')).toEqual(['own', '', 'static', '']);
  });

  it('leaves colons and equals signs of other kinds alone', () => {
    expect(splitPolicies('exec:./mine --fast=1,./mine.js:target=3')).toEqual([
      'exec:./mine --fast=1',
      './mine.js:target=3',
    ]);
  });
});
