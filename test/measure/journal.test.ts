import { describe, expect, it } from 'vitest';
import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import type { PoolConfig } from '../../src/engine/pool-config.ts';
import { sha256 } from '../../src/experiment/sha256.ts';
import { Fingerprint } from '../../src/measure/fingerprint.ts';
import { JournalWriter } from '../../src/measure/journal.ts';
import { headerLine, headerOf, parseHeader } from '../../src/measure/journal-header.ts';
import { journalReader } from '../../src/measure/journal-reader.ts';
import { ownPolicies } from '../../src/scenario/policy-lookup.ts';
import { poolConfig } from '../support/pools.ts';
import { play, poolOf, type StreamRecord, scenarioOf } from '../support/records.ts';
import { arrives, decided, handedIn, moved, podUp } from '../support/task-stories.ts';

const scenario = scenarioOf({ taskNames: new Map([[taskId(1), 'the "big" one']]) });

function lines(records: readonly StreamRecord[]): readonly string[] {
  const written: string[] = [];
  play([new JournalWriter(scenario, (line) => written.push(line))], records, 100);
  return written;
}

describe('JournalWriter', () => {
  it('writes one line per record, keys in order, ids by their names', () => {
    expect(
      lines([
        ...arrives(5, { task: 0 }),
        handedIn(5, { task: 1, workspace: 1, type: 'plan_and_apply' }, 3),
        moved(5, 1, null, 'pending'),
        {
          command: {
            kind: 'task.send',
            at: 6,
            task: taskId(1),
            pod: podId(2),
            slot: 3,
            phase: 'plan',
            attempt: attemptId(9),
            freshDirectory: false,
          },
        },
        podUp(7, 12),
      ]),
    ).toEqual([
      '{"n":1,"t":5,"f":"task.arrived","task":"task-000000","pool":"pool"}',
      '{"n":2,"t":5,"e":"task.submitted","task":"the \\"big\\" one","pool":"pool","workspace":"ws-b","type":"plan_and_apply","submittedAt":3}',
      '{"n":3,"t":5,"note":"task.moved","task":"the \\"big\\" one","from":null,"to":"pending","cause":null}',
      '{"n":4,"t":6,"c":"task.send","task":"the \\"big\\" one","pod":"pod-000002","slot":3,"phase":"plan","attempt":9,"freshDirectory":false}',
      '{"n":5,"t":7,"f":"pod.up","pod":"pod-000012","pool":"pool"}',
    ]);
  });

  it('writes what is inside timers, lists and reasons by name too', () => {
    const timer = { id: 4, epoch: 1, job: { workspace: workspaceId(0), pool: poolId(0), kind: 'retry' } } as const;
    const listed = {
      registered: false,
      terminating: false,
      runningAt: null,
      createdAt: 2,
      scheduled: true,
      phase: 'pending',
      pod: podId(3),
    } as const;
    expect(
      lines([
        { command: { kind: 'timer.set', at: 1, dueAt: 9, timer } },
        { event: { kind: 'pods.listed', at: 2, pool: poolId(0), pods: [listed] } },
        { event: { kind: 'server.restarted', at: 3, agents: [{ lastBeatAt: 2, pod: podId(1) }] } },
        {
          event: {
            kind: 'agent.connected',
            at: 4,
            pod: podId(1),
            running: [attemptId(7)],
            finished: [{ outcome: 'failed', attempt: attemptId(6), task: taskId(0), kind: 'finished' }],
          },
        },
        decided(5, 1, 2, { rule: 'full' }),
      ]),
    ).toEqual([
      '{"n":1,"t":1,"c":"timer.set","dueAt":9,"timer":{"id":4,"epoch":1,"job":{"kind":"retry","pool":"pool","workspace":"ws-a"}}}',
      '{"n":2,"t":2,"e":"pods.listed","pool":"pool","pods":[{"pod":"pod-000003","phase":"pending","scheduled":true,"createdAt":2,"runningAt":null,"terminating":false,"registered":false}]}',
      '{"n":3,"t":3,"e":"server.restarted","agents":[{"pod":"pod-000001","lastBeatAt":2}]}',
      '{"n":4,"t":4,"e":"agent.connected","pod":"pod-000001","running":[7],"finished":[{"kind":"finished","task":"task-000000","attempt":6,"outcome":"failed"}]}',
      '{"n":5,"t":5,"note":"scale.decided","pool":"pool","trigger":"tick","from":1,"to":2,"reason":{"rule":"full","text":"from 1 to 2","figures":{},"limitedBy":null},"onlineUtilization":null}',
    ]);
  });
});

describe("a journal's header", () => {
  const withPool = (config: PoolConfig) => headerOf({ ...scenario, pools: [{ ...poolOf(), config }] });
  const header = withPool(poolConfig({ policy: 'blind-step', min: 1 }));
  const line = headerLine(header);

  it('begins with its format and what was run, and has no date of its own', () => {
    expect(line).toMatch(
      /^\{"journal":2,"scenario":"by-hand","variant":"default","seed":"1","replication":0,"clockStart":null,/,
    );
  });

  it('gives back what an engine needs: pools with their policy, names, what exists at the beginning', () => {
    expect(parseHeader(line, ownPolicies)).toEqual(header);
  });

  it('keeps a limit that is infinite', () => {
    const endless = withPool(poolConfig({ freeze: [{ from: 0, to: Number.POSITIVE_INFINITY }] }));
    const read = parseHeader(headerLine(endless), ownPolicies);
    expect(typeof read === 'string' ? read : read.pools[0]?.config.freeze).toEqual([
      { from: 0, to: Number.POSITIVE_INFINITY },
    ]);
  });

  it('is refused in words when it is of another format, of another kind, or names a policy that is not there', () => {
    expect(parseHeader('{"journal":1}', ownPolicies)).toMatch(/format 1, and this version reads format 2/);
    expect(parseHeader('scenario: mine', ownPolicies)).toMatch(/not JSON/);
    expect(parseHeader('{"scenario":"mine"}', ownPolicies)).toMatch(/not the header/);
    expect(parseHeader(line, () => ({ kind: 'refused', sentences: [] }))).toMatch(/no policy "blind-step"/);
  });
});

describe('journalReader', () => {
  const read = journalReader(headerOf(scenario));

  it('gives back every field of a record, names being ids again', () => {
    const timer = { id: 4, epoch: 1, job: { kind: 'retry', pool: poolId(0), workspace: workspaceId(1) } } as const;
    const records: readonly StreamRecord[] = [
      ...arrives(5, { task: 1 }),
      { event: { kind: 'timer.due', at: 6, timer } },
      {
        event: {
          kind: 'agent.connected',
          at: 7,
          pod: podId(2),
          running: [attemptId(3)],
          finished: [{ kind: 'finished', task: taskId(1), attempt: attemptId(4), outcome: 'failed' }],
        },
      },
      podUp(8, 12),
    ];
    const back = lines(records).map((text) => read(text));
    expect(back.map((entry) => (typeof entry === 'string' ? entry : { [entry.group]: entry.record }))).toEqual(records);
  });

  it('takes a confirmation of an earlier version, which did not say when it was made, for one heard at once', () => {
    expect(read('{"n":1,"t":7,"e":"apply.confirmed","task":"task-000003"}')).toMatchObject({
      record: { kind: 'apply.confirmed', at: 7, task: taskId(3), confirmedAt: 7 },
    });
  });

  it('says what is wrong with a line', () => {
    const [line = ''] = lines([podUp(7, 12)]);
    expect(read(line.slice(0, -4))).toMatch(/not JSON/);
    expect(read('{"n":1,"t":7}')).toMatch(/no record/);
    expect(read(line.replace('pod.up', 'pod.upp'))).toMatch(/no fact is of kind "pod.upp"/);
    expect(read(line.replace('"pod-000012"', '"tower"'))).toBe('no pod is called "tower"');
    expect(read(line.replace('"pool":', '"pol":'))).toBe('the field pool is missing');
  });
});

describe('Fingerprint', () => {
  const digest = (records: readonly StreamRecord[]) => {
    const fingerprint = new Fingerprint(scenario, sha256());
    play([fingerprint], records, 100);
    return fingerprint.digest();
  };

  it('is the beginning of the SHA-256 of the lines with their line ends', () => {
    // printf '{"n":1,"t":7,"f":"pod.up","pod":"pod-000012","pool":"pool"}\n' | sha256sum
    expect(digest([podUp(7, 12)])).toBe('518b03684330bb2f66382eabd6f34bcb');
    // sha256sum of nothing
    expect(digest([])).toBe('e3b0c44298fc1c149afbf4c8996fb924');
  });

  it('does not depend on how much is hashed at a time', () => {
    // 3000 lines of 60 characters are more than one buffer; the same lines, made here, are hashed by sha256sum:
    // for i in $(seq 1 3000); do printf '{"n":%d,"t":7,"f":"pod.up","pod":"pod-000012","pool":"pool"}\n' $i; done | sha256sum
    expect(digest(Array.from({ length: 3000 }, () => podUp(7, 12)))).toBe('5b1a044dad46c8c47b452b0d05d2c6d4');
  });

  it('differs when a field, a time or the order differs', () => {
    const [a, b] = [podUp(7, 1), podUp(7, 2)];
    const all = [[a], [b], [podUp(8, 1)], [a, b], [b, a]].map(digest);
    expect(new Set(all).size).toBe(all.length);
  });

  it('can be read before the end without disturbing it', () => {
    const fingerprint = new Fingerprint(scenario, sha256());
    fingerprint.fact({ kind: 'server.down', at: 1 });
    fingerprint.digest();
    fingerprint.fact({ kind: 'server.up', at: 2 });
    const other = new Fingerprint(scenario, sha256());
    other.fact({ kind: 'server.down', at: 1 });
    other.fact({ kind: 'server.up', at: 2 });
    expect(fingerprint.digest()).toBe(other.digest());
  });
});
