import type { AnyPolicy, Decision } from './policy.ts';
import { PolicyFailed } from './policy-failed.ts';

/**
 * A user's policy whose every answer is looked at: a wrong one must not become NaN pods three events later. Throws `PolicyFailed`.
 * Our own policies are held by tests instead, and pay nothing.
 */
export function guardedPolicy(policy: AnyPolicy): AnyPolicy {
  return {
    ...policy,
    decide(signals, memory, parameters) {
      let answer: ReturnType<AnyPolicy['decide']>;
      try {
        answer = policy.decide(signals, memory, parameters);
      } catch (error) {
        throw new PolicyFailed(policy.name, signals.now, `decide threw ${wordsOf(error)}`);
      }
      const mistake = mistakeIn(answer);
      if (mistake !== null) throw new PolicyFailed(policy.name, signals.now, mistake);
      return answer;
    },
  };
}

function mistakeIn(answer: unknown): string | null {
  if (answer instanceof Promise) return 'decide returned a promise: it must answer at once';
  if (!isObject(answer) || !isObject(answer.decision)) return 'decide must return { decision, memory }';
  const { kind, pods, reason } = answer.decision as Partial<Record<'kind' | 'pods' | 'reason', unknown>>;
  if (kind !== 'scale-to' && kind !== 'hold')
    return `decision.kind must be "scale-to" or "hold", not ${JSON.stringify(kind)}`;
  if (kind === 'scale-to' && !(Number.isSafeInteger(pods) && (pods as number) >= 0))
    return `decision.pods must be a whole number of 0 or more, not ${String(pods)}`;
  if (!isReason(reason))
    return 'decision.reason must hold rule and text (text), figures (numbers, texts or null by name) and limitedBy';
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function isReason(reason: unknown): reason is Decision['reason'] {
  if (!isObject(reason) || typeof reason.rule !== 'string' || typeof reason.text !== 'string') return false;
  if (reason.limitedBy !== null && typeof reason.limitedBy !== 'string') return false;
  return (
    isObject(reason.figures) &&
    Object.values(reason.figures).every(
      (figure) => figure === null || typeof figure === 'string' || Number.isFinite(figure),
    )
  );
}

/** With the place in the module, where the error tells it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = error.stack?.split('\n').find((line) => line.trim().startsWith('at ')) ?? '';
  return `${error.name}: ${error.message}${place === '' ? '' : ` (${place.trim()})`}`;
}
