import { expect, it } from 'vitest';
import { base64Url, fromBase64Url } from './base64-url.ts';

it.each([
  ['', ''],
  ['a', 'YQ'],
  ['ab', 'YWI'],
  ['abc', 'YWJj'],
  ['\xfb\xef\xbe', '----'],
  ['\xff\xff\xff\0', '____AA'],
])('%j is %j', (bytes, text) => {
  expect(base64Url(bytes)).toBe(text);
  expect(fromBase64Url(text)).toBe(bytes);
});
