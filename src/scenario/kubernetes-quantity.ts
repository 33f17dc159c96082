import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';

/**
 * Kubernetes quantities: a number with an optional suffix, binary (`Ki`, `Mi`, `Gi`, …), decimal (`m`, `k`, `M`, `G`, …) or an
 * exponent (`1e3`). Source: Kubernetes, apimachinery/pkg/api/resource/quantity.go. Bare numbers are right: `cpu: 2` is two cores.
 */
function parseQuantity(value: unknown): number | null {
  const match = QUANTITY.exec(typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '');
  if (match === null) return null;
  const factor = match[2] === undefined ? 1 : (SUFFIXES[match[2]] ?? Number(`1${match[2].toLowerCase()}`));
  return Number(match[1]) * factor;
}

const QUANTITY = /^\+?(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d{1,2})?$/;
const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** `500m`, `2`, `0.5` → whole millicores, the finest share of a core that Kubernetes knows. */
export function parseCpu(value: unknown, path: string): number | Sentence {
  const cores = parseQuantity(value);
  if (cores === null) return messages.notCpu(path, value);
  const milli = Math.round(cores * 1000);
  if (Math.abs(milli - cores * 1000) > 1e-6) return messages.cpuTooFine(path, value);
  return milli <= CPU_MILLI_MAX ? milli : messages.quantityTooBig(path, value);
}

/** `1Gi`, `512Mi`, `1e9` → whole bytes, rounded up as Kubernetes does. */
export function parseMemory(value: unknown, path: string): number | Sentence {
  const bytes = parseQuantity(value);
  if (bytes === null) return messages.notMemory(path, value);
  // `400m` is 0.4 bytes to Kubernetes, and never what was meant.
  if (/\d[num]$/.test(String(value).trim())) return messages.memoryInMilli(path, String(value).trim());
  return bytes <= Number.MAX_SAFE_INTEGER ? Math.ceil(bytes) : messages.quantityTooBig(path, value);
}

/** A million cores. */
const CPU_MILLI_MAX = 1e9;
