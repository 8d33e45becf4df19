import { describe, expect, it } from 'vitest';
import { addonList } from './addon-list.ts';

describe('--addons', () => {
  it.each([
    [undefined, undefined],
    ['', []],
    ['metrics', ['metrics']],
    ['metrics,ingress', ['metrics', 'ingress']],
    ['all', ['kube-system', 'metrics', 'provisioner', 'load-balancer', 'ingress']],
  ])('%s', (text, names) => expect(addonList(text)).toEqual({ ok: true, value: names }));
  it('says which there are', () =>
    expect(addonList('metrics,__proto__')).toEqual({ ok: false, error: expect.stringMatching(/^no add-on is named "__proto__"; there are kube-system, metrics/) }));
});
