import { describe, expect, it } from 'vitest';
import { expand } from './expansion.ts';

describe('expand', () => {
  it.each([
    ['$(A)', '1'],
    ['x$(A)y', 'x1y'],
    ['$(NONE)', '$(NONE)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$1'],
    ['$A', '$A'],
    ['$(A', '$(A'],
    ['$', '$'],
    ['a$', 'a$'],
    ['$()', '$()'],
    ['$(A)$(B)', '12'],
    ['$($(A))', '$($(A))'],
    ['', ''],
  ])('%j gives %j', (text, expanded) => {
    expect(expand(text, (name) => ({ A: '1', B: '2' })[name])).toBe(expanded);
  });
});
