import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildGuard } from './child-guard.ts';
import { freePort } from './free-port.ts';
import { type ApiAccess, KubeApi } from './kube-api.ts';
import { until } from './until.ts';

/** What tests need to know of a running control plane; plain data, so that it can be handed to other processes. */
export interface ControlPlaneAddress {
  /** `admin` may do everything, `harness` (group `agents`) only what a RoleBinding gives it. */
  readonly admin: ApiAccess;
  readonly harness: ApiAccess;
  readonly etcdUrl: string;
  /** With certificates, tokens and logs; removed at the end. */
  readonly folder: string;
  readonly assets: string;
}

export interface ControlPlane extends ControlPlaneAddress {
  stop(): Promise<void>;
}

/**
 * Starts etcd, the API server, the scheduler and the controller manager as processes on loopback; ready when the API server is.
 * Everything is thrown away at the end, so processes are killed rather than asked: the API server drains for a minute when asked.
 */
export async function startControlPlane(assets: string): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'poolproof-control-plane-'));
  const guard = new ChildGuard(folder);
  try {
    writeSecrets(folder);
    const etcdUrl = await startEtcd(assets, folder, guard);
    const server = await startApiServer({ assets, folder, etcdUrl }, guard);
    const { admin, harness } = server;
    writeFileSync(join(folder, 'admin.kubeconfig'), kubeconfigOf(admin));
    await startControllers(assets, folder, guard);
    return { admin, harness, etcdUrl, folder, assets, stop: () => guard.close() };
  } catch (error) {
    await guard.close();
    throw error;
  }
}

/** One API server; several may serve one etcd. */
export interface ApiServer {
  readonly admin: ApiAccess;
  readonly harness: ApiAccess;
  /** As a crash would: every connection is gone at once. */
  kill(): Promise<void>;
  /** On the same port. */
  start(): Promise<void>;
}

/**
 * A further API server on the same etcd, for tests that stop theirs or want other flags; `guard` ends it. Its certificate is made by
 * itself, users are known by token: no openssl is needed.
 */
export async function startApiServer(
  plane: Pick<ControlPlaneAddress, 'assets' | 'folder' | 'etcdUrl'>,
  guard: ChildGuard,
  flags: readonly string[] = [],
): Promise<ApiServer> {
  const { assets, folder, etcdUrl } = plane;
  const port = await freePort();
  const certificates = join(folder, `apiserver-${port}`);
  const access = (token: string): ApiAccess => ({
    url: `https://127.0.0.1:${port}`,
    ca: readFileSync(join(certificates, 'apiserver.crt'), 'utf8'),
    token,
  });
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    child = startProgram(
      join(assets, 'kube-apiserver'),
      [
        `--etcd-servers=${etcdUrl}`,
        '--bind-address=127.0.0.1',
        '--advertise-address=127.0.0.1',
        `--secure-port=${port}`,
        '--insecure-port=0',
        '--endpoint-reconciler-type=none',
        '--service-cluster-ip-range=10.0.0.0/24',
        `--cert-dir=${certificates}`,
        `--token-auth-file=${join(folder, 'tokens.csv')}`,
        '--authorization-mode=RBAC',
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${join(folder, 'sa.pub')}`,
        `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
        '--disable-admission-plugins=ServiceAccount',
        ...flags,
      ],
      join(folder, `apiserver-${port}.log`),
      guard,
    );
    await untilUp('the API server to be ready', child, join(folder, `apiserver-${port}.log`), async () => {
      if (!existsSync(join(certificates, 'apiserver.crt'))) return false;
      const api = new KubeApi(access(ADMIN_TOKEN));
      try {
        return (await api.get('/readyz')).status === 200;
      } finally {
        api.close();
      }
    });
  };
  await start();
  return { admin: access(ADMIN_TOKEN), harness: access(HARNESS_TOKEN), start, kill: () => killed(child) };
}

/** Key and certificate that the API server has made for itself: whoever plays a kubelet may serve with them. */
export function certificateOf({ folder, admin }: Pick<ControlPlaneAddress, 'folder' | 'admin'>): Certificate {
  const read = (name: string): string =>
    readFileSync(join(folder, `apiserver-${new URL(admin.url).port}`, `apiserver.${name}`), 'utf8');
  return { key: read('key'), cert: read('crt') };
}

/** As PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A kubeconfig (YAML is a superset of JSON) for this user, with one context called `context`. */
export function kubeconfigOf({ url, ca, token }: ApiAccess, context = 'test'): string {
  const authority = Buffer.from(ca).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    contexts: [{ name: context, context: { cluster: 'test', user: 'test' } }],
    clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority-data': authority } }],
    users: [{ name: 'test', user: { token } }],
  });
}

/** Makes etcd forget all revisions before the present one: who watches or lists from an older one is told 410. */
export async function compactEtcd(etcdUrl: string): Promise<void> {
  const { header } = await etcdCall(etcdUrl, '/v3/kv/range', { key: Buffer.from('/').toString('base64') });
  await etcdCall(etcdUrl, '/v3/kv/compaction', { revision: header.revision, physical: true });
}

const ADMIN_TOKEN = 'admin-token';
const HARNESS_TOKEN = 'harness-token';

function writeSecrets(folder: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  writeFileSync(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  // Token, user, uid, groups.
  const users = [`${ADMIN_TOKEN},admin,u1,"system:masters"`, `${HARNESS_TOKEN},harness,u2,"agents"`];
  writeFileSync(join(folder, 'tokens.csv'), `${users.join('\n')}\n`);
}

async function startEtcd(assets: string, folder: string, guard: ChildGuard): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const log = join(folder, 'etcd.log');
  const child = startProgram(
    join(assets, 'etcd'),
    [
      ...['--name', 't', '--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync', '--log-level', 'warn'],
      ...['--listen-client-urls', url, '--advertise-client-urls', url],
      ...['--listen-peer-urls', 'http://127.0.0.1:0', '--initial-advertise-peer-urls', 'http://127.0.0.1:0'],
      ...['--initial-cluster', 't=http://127.0.0.1:0'],
    ],
    log,
    guard,
  );
  await untilUp(
    'etcd to be up',
    child,
    log,
    async () => (await etcdCall(url, '/v3/maintenance/status', {})).header !== undefined,
  );
  return url;
}

async function startControllers(assets: string, folder: string, guard: ChildGuard): Promise<void> {
  const config = join(folder, 'admin.kubeconfig');
  const [schedulerPort, managerPort] = [await freePort(), await freePort()];
  startProgram(
    join(assets, 'kube-scheduler'),
    [
      ...[`--kubeconfig=${config}`, `--authentication-kubeconfig=${config}`, `--authorization-kubeconfig=${config}`],
      ...['--bind-address=127.0.0.1', `--secure-port=${schedulerPort}`, '--port=0'],
      ...[`--cert-dir=${join(folder, 'scheduler')}`, '--leader-elect=false'],
    ],
    join(folder, 'scheduler.log'),
    guard,
  );
  startProgram(
    join(assets, 'kube-controller-manager'),
    [
      ...[`--kubeconfig=${config}`, '--bind-address=127.0.0.1', `--secure-port=${managerPort}`, '--port=0'],
      ...[`--cert-dir=${join(folder, 'manager')}`, '--leader-elect=false', '--use-service-account-credentials=false'],
      ...[`--service-account-private-key-file=${join(folder, 'sa.key')}`],
      '--controllers=namespace,resourcequota,garbagecollector,podgc,job',
    ],
    join(folder, 'controller-manager.log'),
    guard,
  );
}

function startProgram(path: string, flags: readonly string[], log: string, guard: ChildGuard): ChildProcess {
  mkdirSync(join(log, '..'), { recursive: true });
  const out = openSync(log, 'a');
  // Variables named ETCD_… would be flags.
  const child = spawn(path, flags, {
    detached: true,
    stdio: ['ignore', out, out],
    env: { PATH: process.env.PATH, HOME: tmpdir() },
  });
  closeSync(out);
  const { pid } = child;
  if (pid !== undefined) {
    guard.watch(pid);
    child.once('exit', () => guard.forget(pid));
  }
  child.unref();
  return child;
}

function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

async function untilUp(what: string, child: ChildProcess, log: string, isUp: () => Promise<boolean>): Promise<void> {
  await until(
    what,
    async () => {
      if (child.exitCode !== null) throw new Error(`${what}: it ended\n${readFileSync(log, 'utf8').slice(-2000)}`);
      return isUp().catch(() => false);
    },
    60_000,
  );
}

interface EtcdAnswer {
  readonly header: { readonly revision: string };
}

/** etcd's HTTP gateway: `etcdctl` may be missing. */
function etcdCall(url: string, path: string, body: object): Promise<EtcdAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method: 'POST' }, (answer) => {
      let said = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(JSON.parse(said) as EtcdAnswer);
        else reject(new Error(`etcd ${path}: ${answer.statusCode} ${said}`));
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
