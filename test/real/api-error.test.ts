import { ApiException } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { apiErrorOf, apiErrorText, injectedError } from '../../src/real/api-error.ts';

const status = (fields: object): string => JSON.stringify({ kind: 'Status', ...fields });
const thrown = (code: number, body: string, headers: Record<string, string> = {}): ApiException<string> =>
  new ApiException(code, 'Unknown API Status Code!', body, headers);

describe('an answer that is an error', () => {
  it('is read from the JSON text in its body', () => {
    const error = apiErrorOf(thrown(409, status({ reason: 'AlreadyExists', message: 'pods "x" already exists' })));
    expect(error).toEqual({
      status: 409,
      reason: 'AlreadyExists',
      message: 'pods "x" already exists',
      retryAfterMs: 0,
      certain: true,
    });
    expect(apiErrorText(error)).toBe('HTTP 409 AlreadyExists: pods "x" already exists');
  });

  it('may have no body (401), or one that is not a Status', () => {
    expect(apiErrorText(apiErrorOf(thrown(401, '')))).toBe('HTTP 401 Unauthorized');
    expect(apiErrorText(apiErrorOf(thrown(502, '<html>bad gateway</html>')))).toBe(
      'HTTP 502 BadGateway: <html>bad gateway</html>',
    );
  });

  it('says when to come again: in its header, in its body, and never after more than 30 s', () => {
    expect(apiErrorOf(thrown(429, '', { 'retry-after': '3' })).retryAfterMs).toBe(3000);
    expect(apiErrorOf(thrown(500, status({ details: { retryAfterSeconds: 2 } }))).retryAfterMs).toBe(2000);
    expect(apiErrorOf(thrown(503, '', { 'retry-after': '86400' })).retryAfterMs).toBe(30_000);
    expect(apiErrorOf(thrown(503, '', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' })).retryAfterMs).toBe(0);
  });

  it.each([
    [400, true],
    [403, true],
    [409, true],
    [429, true],
    [500, false],
    [502, false],
    [503, true],
    [504, false],
  ])('%i: certainly not done is %s', (code, certain) => {
    expect(apiErrorOf(thrown(code, '')).certain).toBe(certain);
  });
});

describe('no answer', () => {
  it('is certain only where no connection was made', () => {
    const network = (code: string): Error => Object.assign(new Error('request failed'), { code });
    expect(apiErrorOf(network('ECONNREFUSED'))).toMatchObject({ status: 0, reason: 'ECONNREFUSED', certain: true });
    expect(apiErrorOf(network('ECONNRESET'))).toMatchObject({ status: 0, reason: 'ECONNRESET', certain: false });
    expect(apiErrorOf(new Error('socket hang up'))).toMatchObject({ reason: 'NetworkError', certain: false });
  });

  it('within the deadline is a time-out, although what a signal throws has a number for its code', () => {
    const byDeadline = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    expect(apiErrorOf(byDeadline)).toMatchObject({ status: 0, reason: 'Timeout', certain: false });
  });
});

it('leaves the outcome of an injected refusal open for 504 alone, as the simulation does', () => {
  expect([403, 429, 500, 503, 504].map((code) => injectedError(code).certain)).toEqual([true, true, true, true, false]);
});
