import { describe, expect, it } from 'vitest';
import { LAMBDA_ARN, send, startEdge, startOrigin } from './local-edge.ts';
import { at, startLambda, startWithCode } from './local-lambda.ts';

startLambda();

describe('the result of Lambda@Edge at origin-request', () => {
  it('may generate 1 MB and no more', async () => {
    const { run } = await startWithCode(at('origin-request'));
    const code = (size: number) => `return { status: '200', body: 'a'.repeat(${size}) };`;
    expect((await run(code(1_048_576))).status).toBe(200);
    expect((await run(code(1_048_577))).headers).toMatchObject({ 'x-cache': 'LambdaValidationError from cloudfront' });
  });

  it.each([
    ['returns nothing', 'return;'],
    ['returns a status as a number', 'return { status: 200 };'],
    ['returns a status of 199', "return { status: '199' };"],
    ['returns a status of 600', "return { status: '600' };"],
    ['returns a header that is no list', "return { status: '200', headers: { a: { value: 'b' } } };"],
    ['returns an upper-case header name', "return { status: '200', headers: { A: [{ value: 'b' }] } };"],
    ['returns a disallowed header', "return { status: '200', headers: { 'x-cache': [{ value: 'b' }] } };"],
    ['splits a header', "return { status: '200', headers: { a: [{ value: 'b\\r\\nc: d' }] } };"],
    ['returns bad base64', "return { status: '200', bodyEncoding: 'base64', body: '?' };"],
    ['changes a read-only header', "request.headers['if-none-match'] = [{ value: 'x' }]; return request;"],
    ['changes the method', "request.method = 'PUT'; return request;"],
    ['changes the origin', "request.origin.s3.domainName = 'example.com'; return request;"],
    ['returns a query with a space', "request.querystring = 'a b'; return request;"],
    ['returns a URL of 8,192 characters', "request.uri = '/' + 'a'.repeat(8190); return request;"],
  ])('that %s: 502 LambdaValidationError', async (_name, code) => {
    const { run, origin, edge } = await startWithCode(at('origin-request'));
    const response = await run(code);
    expect(response).toMatchObject({
      status: 502,
      headers: { 'x-cache': 'LambdaValidationError from cloudfront', 'content-type': 'text/html' },
    });
    expect(edge.log.join()).toContain(LAMBDA_ARN);
    expect(origin.seen).toEqual([]);
  });

  it.each([
    ['throws', "throw new Error('secret');"],
    ['does not end', 'for (;;);'],
    ['ends its process', 'process.exit(1);'],
  ])('that %s: 503 LambdaExecutionError, and the reason stays in the log', async (_name, code) => {
    const { run } = await startWithCode(at('origin-request'));
    const response = await run(code);
    expect(response).toMatchObject({ status: 503, headers: { 'x-cache': 'LambdaExecutionError from cloudfront' } });
    expect(response.text).not.toContain('secret');
  });

  it('of a version that nobody runs is 503 too', async () => {
    const origin = await startOrigin();
    const edge = await startEdge(origin, { ...at('origin-request'), options: {} });
    expect(await send(edge, '/')).toMatchObject({
      status: 503,
      headers: { 'x-cache': 'LambdaExecutionError from cloudfront' },
    });
  });
});
