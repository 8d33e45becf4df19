import { describe, expect, it } from 'vitest';
import { repairs } from './repairs.ts';

describe('repairs of pasted manifests', () => {
  it.each([
    ['tabs', 'kind: Pod\nspec:\n\tcontainers: []\n', 'Turn tabs into spaces', 'kind: Pod\nspec:\n  containers: []\n'],
    ['a version that is gone', 'apiVersion: extensions/v1beta1\nkind: Deployment', 'Use apiVersion apps/v1', 'apiVersion: apps/v1\nkind: Deployment'],
    [
      'a version that is gone, after the kind',
      'kind: Ingress\napiVersion: networking.k8s.io/v1beta1',
      'Use apiVersion networking.k8s.io/v1',
      'kind: Ingress\napiVersion: networking.k8s.io/v1',
    ],
    ['a kind in lower case', 'kind: deployment', 'Write kind Deployment', 'kind: Deployment'],
    ['a kind in the plural', 'kind: Pods', 'Write kind Pod', 'kind: Pod'],
  ])('%s', (_, text, title, repaired) => {
    expect(repairs(text)).toMatchObject([{ title, repaired }]);
  });
  it('leaves what is right alone', () => {
    expect(repairs('apiVersion: apps/v1\nkind: Deployment\n')).toEqual([]);
    expect(repairs('a: "\\t"')).toEqual([]);
  });
});
