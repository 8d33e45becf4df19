import { describe, expect, it } from 'vitest';
import { formatAddress, formatNetwork, ipWarnings, networkContains, parseAddress, parseNetwork } from './ip.ts';

describe('addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['010.000.0.01', '10.0.0.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::', '::'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['fe80::0:1', 'fe80::1'],
  ])('%s is %s', (text, canonical) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(canonical);
  });
  it.each(['', '10.0.0', '10.0.0.256', '10.0.0.1.2', '1::2::3', 'fe80::1%eth0', ':1', '12345::'])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined());
  it('are warned of where they are not in canonical form', () => {
    expect(ipWarnings('spec.ip', '010.0.0.1')).toEqual(['spec.ip: non-standard IP address "010.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"']);
    expect(ipWarnings('spec.ip', '10.0.0.1')).toEqual([]);
  });
});

describe('networks', () => {
  it('contain addresses', () => {
    const network = parseNetwork('10.96.3.4/16')!;
    expect(formatNetwork(network)).toBe('10.96.0.0/16');
    expect(['10.96.255.1', '10.97.0.0', '::1'].map((text) => networkContains(network, parseAddress(text)!))).toEqual([true, false, false]);
  });
  it.each(['10.0.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/x'])('%s is none', (text) => expect(parseNetwork(text)).toBeUndefined());
});
