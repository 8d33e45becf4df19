import { describe, expect, it } from 'vitest';
import { packLink, readStory, unpackLink } from './story-link.ts';

const link = { files: [{ name: 'web.yaml', text: 'kind: Pod # ünïcode' }], story: { version: 1, preset: 'three', tape: { branches: [] }, step: 3, branch: 0 } } as const;

const branch = { inputs: [], end: { step: 5, time: 0 } };
const withTape = (...branches: unknown[]) => JSON.stringify({ ...link, story: { ...link.story, tape: { branches } } });
const request = { after: 1, time: 0, input: { input: 'request', request: { verb: 'create', resource: 'pods' } } };

describe('stories from strangers', () => {
  it.each([
    ['a branch', withTape(branch), true],
    ['a request', withTape({ ...branch, inputs: [request] }), true],
    ['a fault', withTape({ ...branch, inputs: [{ ...request, input: { input: 'fault', fault: 'crash', args: {} } }] }), true],
    ['bookmarks', JSON.stringify({ ...link, bookmarks: [{ step: 1, branch: 0, time: 5, name: 'a' }] }), true],
    ['a bookmark of nothing', JSON.stringify({ ...link, bookmarks: [null] }), false],
    ['an input of another kind', withTape({ ...branch, inputs: [{ ...request, input: { input: 'eval' } }] }), false],
    ['an input without a request', withTape({ ...branch, inputs: [{ ...request, input: { input: 'request' } }] }), false],
    ['an input at no time', withTape({ ...branch, inputs: [{ ...request, time: 'soon' }] }), false],
    ['a branch of endless length', withTape({ ...branch, end: { step: 1e12, time: 0 } }), false],
    ['a branch of half a step', withTape({ ...branch, end: { step: 0.5, time: 0 } }), false],
    ['too many branches', withTape(...Array.from({ length: 300 }, () => branch)), false],
    ['files without a name', JSON.stringify({ ...link, files: [{ name: '', text: '' }] }), false],
    ['no JSON', '{', false],
    ['a list', '[]', false],
  ])('%s: %s', (_, text, fits) => {
    expect(readStory(text) !== undefined).toBe(fits);
  });

  it('reach no prototype', () => {
    const story = readStory(`{"__proto__": {"evil": 1}, ${JSON.stringify(link).slice(1)}`);
    expect(story).toEqual(link);
    expect((story as unknown as { evil?: number }).evil).toBeUndefined();
    expect(({} as { evil?: number }).evil).toBeUndefined();
  });
});

describe('story links', () => {
  it('come back as they were', async () => {
    const text = await packLink(link);
    expect(text).toMatch(/^[\w-]+$/);
    expect(await unpackLink(text)).toEqual(link);
  });
  it.each([
    ['nonsense', '%%%'],
    ['no deflate', 'AAAA'],
    ['nothing', ''],
  ])('refuse %s', async (_, text) => {
    expect(await unpackLink(text)).toBeUndefined();
  });
  it('refuse what unpacks to too much', async () => {
    const bomb = await packLink({ ...link, files: [{ name: 'a', text: 'a'.repeat(9_000_000) }] });
    expect(bomb.length).toBeLessThan(20_000);
    expect(await unpackLink(bomb)).toBeUndefined();
  });
  it('refuse JSON that is no story', async () => {
    expect(await unpackLink(await packLink({ ...link, story: { ...link.story, version: 2 as 1 } }))).toBeUndefined();
  });
});
