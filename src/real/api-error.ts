/** Why a call of the Kubernetes API failed, as a value: refusals are part of the world, and the engine is told of them. */
export interface ApiError {
  /** HTTP status; 0 = no answer came. */
  readonly status: number;
  /** Kubernetes' word, as `AlreadyExists`; `Timeout` or a code of the network (`ECONNRESET`) where there is no answer. */
  readonly reason: string;
  readonly message: string;
  /** How long the server asks to be left alone, in wall ms; 0 = it did not say. */
  readonly retryAfterMs: number;
  /** True: what was asked for did certainly not happen. False: nobody knows. */
  readonly certain: boolean;
}

/**
 * Makes a value of whatever a call threw. client-node throws `ApiException` with the status in `code` and the body as JSON text, which a
 * 401 does not have; everything else comes from the network. A server that answered 4xx or 503 has done nothing; after another
 * 5xx or a broken connection the write may have reached the store.
 */
export function apiErrorOf(error: unknown): ApiError {
  const thrown = error as { code?: unknown; body?: unknown; headers?: unknown; message?: unknown; name?: unknown };
  const isTimeout = thrown?.name === 'TimeoutError' || thrown?.name === 'AbortError';
  // What a signal throws has a number for its code, too.
  if (typeof thrown?.code === 'number' && !isTimeout) return answeredError(thrown.code, thrown.body, thrown.headers);
  const code = typeof thrown?.code === 'string' ? thrown.code : '';
  return {
    status: 0,
    reason: isTimeout ? 'Timeout' : code || 'NetworkError',
    message: typeof thrown?.message === 'string' ? thrown.message : String(error),
    retryAfterMs: 0,
    certain: NEVER_REACHED.has(code),
  };
}

/** One sentence for journals and reports: status, reason, what the server said. */
export function apiErrorText({ status, reason, message }: ApiError): string {
  const head = status === 0 ? reason : `HTTP ${status}${reason === '' ? '' : ` ${reason}`}`;
  return message === '' ? head : `${head}: ${message}`;
}

/** The server is away or overloaded: asked again, it may do it. */
export const mayPass = ({ status }: ApiError): boolean => status === 0 || status === 429 || status >= 500;

/** The refusal that a scenario's fault asks for. Only 504 leaves the outcome open, as in the simulation; nothing was sent. */
export function injectedError(status: number): ApiError {
  return { status, reason: 'Injected', message: 'a fault of the scenario', retryAfterMs: 0, certain: status !== 504 };
}

/** What a Status object or an error answer says. */
export function answeredError(status: number, body: unknown, headers: unknown): ApiError {
  const said = parsed(body) as {
    reason?: unknown;
    message?: unknown;
    details?: { retryAfterSeconds?: unknown };
  } | null;
  const inHeader = wholeSeconds((headers as Record<string, unknown> | undefined)?.['retry-after']);
  const seconds = inHeader ?? wholeSeconds(said?.details?.retryAfterSeconds) ?? 0;
  const plain = typeof body === 'string' && said === null ? body.slice(0, PLAIN_TEXT_MAX).trim() : '';
  return {
    status,
    reason: typeof said?.reason === 'string' ? said.reason : (REASONS[status] ?? ''),
    message: typeof said?.message === 'string' ? said.message : plain,
    retryAfterMs: Math.min(seconds * 1000, RETRY_AFTER_MS_MAX),
    certain: status < 500 || status === 503,
  };
}

/** The connection was never made. */
const NEVER_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
/** Nobody may put the harness to sleep for longer. */
const RETRY_AFTER_MS_MAX = 30_000;
const PLAIN_TEXT_MAX = 200;
/** For answers without a Status object: proxies, and 401. */
const REASONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  429: 'TooManyRequests',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** Null for what is not a number of seconds: Retry-After may be a date, which nobody sends here. */
function wholeSeconds(value: unknown): number | null {
  const seconds = value === undefined ? Number.NaN : Number(value);
  return seconds >= 0 ? seconds : null;
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return typeof body === 'object' ? body : null;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
