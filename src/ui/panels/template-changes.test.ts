import { describe, expect, it } from 'vitest';
import { missingRevisions } from './template-changes.ts';

describe('revisions that are not in the list', () => {
  it.each([
    [[3, 2, 1], []],
    [[4, 3, 1], [2]],
    [[7], [1, 2, 3, 4, 5, 6]],
    [[], []],
  ])('%j', (there, missing) => expect(missingRevisions(there.map((revision) => ({ revision })))).toEqual(missing));
});
