import { afterAll, expect, it } from 'vitest';
import { ClusterProblem } from '../../src/real/cluster-problem.ts';
import { loadKubeConfig } from '../../src/real/kube-config.ts';
import { folderOf } from '../support/command-line.ts';

const context = (name: string): object => ({ name, context: { cluster: 'c', user: 'u' } });
const folder = folderOf({
  config: JSON.stringify({
    'current-context': 'production',
    contexts: [
      context('production'),
      context('kind-poolproof'),
      { name: 'broken', context: { cluster: 'x', user: 'y' } },
    ],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { token: 't' } }],
  }),
  empty: '{}',
  torn: '{ clusters: [',
});
afterAll(() => folder.remove());

const load = (file: string, name: string | null, isConfirmed: boolean) =>
  loadKubeConfig({ kubeconfig: `${folder.path}/${file}`, context: name, isConfirmed });
const problemOf = async (work: Promise<unknown>): Promise<ClusterProblem> => {
  const problem = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(ClusterProblem);
  return problem as ClusterProblem;
};

it('takes a context of kind without being asked twice', async () => {
  expect((await load('config', 'kind-poolproof', false)).getCurrentContext()).toBe('kind-poolproof');
});

it.each([
  ['the current context', null, false],
  ['the current context with --yes', null, true],
  ['a context by name without --yes', 'production', false],
])('does not touch a cluster that kind did not make: %s', async (_what, name, isConfirmed) => {
  const problem = await problemOf(load('config', name, isConfirmed));
  expect(problem.remedy).toContain('--context production --yes');
});

it('takes another cluster that was named and confirmed', async () => {
  expect((await load('config', 'production', true)).getCurrentContext()).toBe('production');
});

it('names the contexts there are when one is unknown', async () => {
  const problem = await problemOf(load('config', 'kind-other', true));
  expect(problem.message).toContain('"kind-other"');
  expect(problem.remedy).toContain('production, kind-poolproof');
});

it.each(['empty', 'torn', 'absent'])('says what is wrong with a kubeconfig that is %s', async (file) => {
  await problemOf(load(file, 'kind-poolproof', true));
});

it('says that a context leads to no cluster', async () => {
  expect((await problemOf(load('config', 'broken', true))).message).toContain('broken');
});
