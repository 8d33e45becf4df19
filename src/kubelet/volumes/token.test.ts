import { expect, it } from 'vitest';
import { TestNode } from '../test-node.ts';

const decoded = (part: string): unknown => JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/')));

it.each([
  [
    { path: 'token', expirationSeconds: 3607 },
    { aud: ['https://kubernetes.default.svc.cluster.local'], lasts: 31_536_000 },
  ],
  [
    { path: 'token', audience: 'vault', expirationSeconds: 7200 },
    { aud: ['vault'], lasts: 7200 },
  ],
])("a pod's token has the claims of a real one: %j", (projection, { aud, lasts }) => {
  const node = new TestNode();
  const pod = node.run(
    {
      restartPolicy: 'Never',
      serviceAccountName: 'default',
      containers: [{ name: 'a', image: 'busybox:1.36', command: ['cat', '/run/t/token'], volumeMounts: [{ name: 't', mountPath: '/run/t' }] }],
      volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: projection }] } }],
    },
    'p',
    8,
  );
  const response = node.request('get', 'pods/p/log');
  const text = response.ok && 'text' in response ? response.text : '';
  const [header, payload, signature] = text.split('.') as [string, string, string];
  expect(text).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(decoded(header)).toMatchObject({ alg: 'RS256' });
  const claims = decoded(payload) as { iat: number; exp: number };
  expect(claims).toMatchObject({
    aud,
    iss: 'https://kubernetes.default.svc.cluster.local',
    sub: 'system:serviceaccount:default:default',
    'kubernetes.io': { namespace: 'default', pod: { name: 'p', uid: pod.metadata.uid }, node: { name: 'node-1' }, serviceaccount: { name: 'default' } },
  });
  expect(claims.exp - claims.iat).toBe(lasts);
  expect(atob(signature.replaceAll('-', '+').replaceAll('_', '/'))).toContain('not a signature');
});
