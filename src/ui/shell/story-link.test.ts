import { describe, expect, it } from 'vitest';
import { packLink, unpackLink } from './story-link.ts';

const link = { files: [{ name: 'web.yaml', text: 'kind: Pod # ünïcode' }], story: { version: 1, preset: 'three', tape: { branches: [] }, step: 3, branch: 0 } } as const;

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
