import { describe, expect, it } from 'vitest';
import { emptyLine, press, submitted } from './line-editor.ts';

const type = (...keys: string[]) => keys.reduce((state, key) => press(state, key).state, emptyLine(['kubectl get pods', 'kubectl get rs']));

describe('the command line', () => {
  it.each([
    ['types at the cursor', ['ab', '\u001b[D', 'X'], 'aXb', 2],
    ['deletes before the cursor', ['abc', '\u001b[D', '\u007f'], 'ac', 1],
    ['deletes a word', ['get pods', '\u0017'], 'get ', 4],
    ['goes to both ends', ['abc', '\u0001', 'x', '\u0005', 'y'], 'xabcy', 5],
    ['cuts to the start and to the end', ['abcd', '\u001b[D', '\u0015'], 'd', 0],
    ['recalls the last line', ['\u001b[A'], 'kubectl get rs', 14],
    ['keeps the draft while it looks at history', ['dra', '\u001b[A', '\u001b[A', '\u001b[B', '\u001b[B'], 'dra', 3],
    ['ignores unknown sequences', ['a', '\u001b[99~'], 'a', 1],
    ['removes a pair of surrogates as one', ['a😀', '\u007f'], 'a', 1],
    ['drops control characters of a paste', ['a\u0007b'], 'ab', 2],
  ])('%s', (_, keys, line, cursor) => {
    expect(type(...keys)).toMatchObject({ line, cursor });
  });

  it('remembers a submitted line once in a row', () => {
    const once = submitted(type('ls'));
    expect(once.history).toEqual(['kubectl get pods', 'kubectl get rs', 'ls']);
    expect(submitted(press(once, 'ls').state).history).toHaveLength(3);
    expect(submitted(once).history).toHaveLength(3);
  });
});
