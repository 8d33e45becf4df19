import { describe, expect, it } from 'vitest';
import { jsonDiff } from './go-diff.ts';

describe('differences in error texts', () => {
  it('show changed lines with three around them', () => {
    const before = { A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: '<x>' };
    expect(jsonDiff(before, { ...before, E: 50 })).toBe(
      '@@ -3,7 +3,7 @@\n  "B": 2,\n  "C": 3,\n  "D": 4,\n- "E": 5,\n+ "E": 50,\n  "F": 6,\n  "G": 7,\n  "H": "\\u003cx\\u003e"\n',
    );
  });
  it('is empty for what is the same', () => expect(jsonDiff({ A: [1] }, { A: [1] })).toBe(''));
});
