import { describe, expect, it } from 'vitest';
import type { PodSpec } from '../../../api/kinds/pod/types.ts';
import { TestCluster } from '../../test-world.ts';
import { violations } from './checks.ts';
import { levelText, policyOf } from './levels.ts';

const told = (
  spec: object,
  { level = 'baseline', minor, annotations = {} }: { level?: 'baseline' | 'restricted'; minor?: number; annotations?: Record<string, string> } = {},
): string =>
  violations({ level, minor }, annotations, { containers: [{ name: 'a' }], ...spec } as unknown as PodSpec)
    .map(({ reason, detail }) => `${reason} (${detail})`)
    .join('; ');
const secured = (...contexts: readonly object[]) => ({ containers: contexts.map((securityContext, i) => ({ name: 'abc'[i], securityContext })) });
const fine = { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } };

describe('the checks of the pod security standards', () => {
  it.each<[string, object, string]>([
    ['nothing', {}, ''],
    ['host namespaces', { hostNetwork: true, hostIPC: true }, 'host namespaces (hostNetwork=true, hostIPC=true)'],
    ['a host path', { volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'hostPath volumes (volume "v")'],
    ['a host port', { containers: [{ name: 'a', ports: [{ hostPort: 80 }, { hostPort: 443 }] }] }, 'hostPort (container "a" uses hostPorts 443, 80)'],
    [
      'a probe of another host',
      { containers: [{ name: 'a', livenessProbe: { httpGet: { host: 'h' } } }] },
      'probe or lifecycle host (container "a" uses probe or lifecycle host "h")',
    ],
    ['privilege', secured({ privileged: true }, { privileged: true }), 'privileged (containers "a", "b" must not set securityContext.privileged=true)'],
    [
      'capabilities',
      secured({ capabilities: { add: ['SYS_TIME', 'CHOWN', 'NET_ADMIN'] } }),
      'non-default capabilities (container "a" must not include "NET_ADMIN", "SYS_TIME" in securityContext.capabilities.add)',
    ],
    ['/proc', secured({ procMount: 'Unmasked' }), 'procMount (container "a" must not set securityContext.procMount to "Unmasked")'],
    ['sysctls', { securityContext: { sysctls: [{ name: 'kernel.msgmax' }, { name: 'net.ipv4.tcp_rmem' }] } }, 'forbidden sysctls (kernel.msgmax)'],
    [
      'seccomp of pod and container',
      { securityContext: { seccompProfile: { type: 'Unconfined' } }, ...secured({ seccompProfile: { type: 'Unconfined' } }) },
      'seccompProfile (pod and container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    ['AppArmor', secured({ appArmorProfile: { type: 'Unconfined' } }), 'forbidden AppArmor profile (container "a" must not set AppArmor profile type to "Unconfined")'],
    [
      'SELinux',
      secured({ seLinuxOptions: { type: 'x_t', user: 'u' } }),
      'seLinuxOptions (container "a" set forbidden securityContext.seLinuxOptions: type "x_t"; user may not be set)',
    ],
    ['a process of the host', { securityContext: { windowsOptions: { hostProcess: true } } }, 'hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)'],
  ])('baseline: %s', (_, spec, expected) => expect(told(spec)).toBe(expected));

  it.each<[string, object, string]>([
    ['what keeps to it', secured(fine), ''],
    [
      'what the pod sets for its containers',
      { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Localhost' } }, ...secured({ ...fine, runAsNonRoot: undefined }) },
      '',
    ],
    [
      'escalation',
      secured({ ...fine, allowPrivilegeEscalation: true }),
      'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
    ],
    [
      'capabilities kept and added',
      secured({ ...fine, capabilities: { add: ['CHOWN', 'NET_BIND_SERVICE'] } }),
      'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]; container "a" must not include "CHOWN" in securityContext.capabilities.add)',
    ],
    [
      'volumes',
      {
        ...secured(fine),
        volumes: [
          { name: 'v', hostPath: {} },
          { name: 'w', nfs: {} },
          { name: 'x', emptyDir: {} },
        ],
      },
      'restricted volume types (volumes "v", "w" use restricted volume types "hostPath", "nfs")',
    ],
    ['root said outright', { securityContext: { runAsNonRoot: false }, ...secured(fine) }, 'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)'],
    ['root by omission', secured(fine, { ...fine, runAsNonRoot: undefined }), 'runAsNonRoot != true (pod or container "b" must set securityContext.runAsNonRoot=true)'],
    ['user 0', secured({ ...fine, runAsUser: 0 }), 'runAsUser=0 (container "a" must not set runAsUser=0)'],
    ['Windows', { os: { name: 'windows' }, ...secured({ runAsNonRoot: true }) }, ''],
  ])('restricted: %s', (_, spec, expected) => expect(told(spec, { level: 'restricted' })).toBe(expected));

  it('makes the checks of the version that is asked for', () => {
    expect(told({ containers: [{ name: 'a', livenessProbe: { httpGet: { host: 'h' } } }] }, { minor: 33 })).toBe('');
    expect(told({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } }, { minor: 31 })).toBe('forbidden sysctls (net.ipv4.tcp_rmem)');
    expect(told({}, { minor: 18, annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' } })).toBe(
      'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")',
    );
  });
});

describe('the labels of a namespace', () => {
  const label = (labels: Record<string, string>) => policyOf(Object.fromEntries(Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value])));
  it.each<[Record<string, string>, enforce: string, warn: string, errors: number]>([
    [{}, 'privileged:latest', 'privileged:latest', 0],
    [{ enforce: 'restricted' }, 'restricted:latest', 'restricted:latest', 0],
    [{ enforce: 'baseline', 'enforce-version': 'v1.24' }, 'baseline:v1.24', 'baseline:v1.24', 0],
    [{ enforce: 'restricted', warn: 'baseline' }, 'restricted:latest', 'baseline:latest', 0],
    [{ enforce: 'strict' }, 'restricted:latest', 'privileged:latest', 1],
    [{ enforce: 'baseline', 'enforce-version': '1.24', audit: 'x', 'warn-version': 'v2.0' }, 'baseline:latest', 'baseline:latest', 3],
  ])('%j', (labels, enforce, warn, errors) => {
    const { policy, errors: found } = label(labels);
    expect([levelText(policy.enforce), levelText(policy.warn), found.length]).toEqual([enforce, warn, errors]);
  });

  it('refuses pods, warns of templates, and warns of pods that are there when the level rises', () => {
    const cluster = new TestCluster();
    cluster.settle();
    const pod = (name: string) => ({ metadata: { name }, spec: { hostNetwork: true, containers: [{ name: 'c', image: 'nginx' }] } });
    cluster.create('pods', pod('before'));
    const answer = cluster.simulation.request({
      verb: 'patch',
      group: '',
      version: 'v1',
      resource: 'namespaces',
      name: 'default',
      patchType: 'merge',
      body: { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } },
    });
    expect(answer.warnings).toEqual(['existing pods in namespace "default" violate the new PodSecurity enforce level "baseline:latest"', 'before: host namespaces']);
    const refused = cluster.create('pods', pod('after'));
    expect(refused.ok ? '' : refused.status.message).toBe('pods "after" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)');
    const made = cluster.create('deployments.apps', {
      metadata: { name: 'web' },
      spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: pod('x').spec } },
    });
    expect([made.ok, made.warnings]).toEqual([true, ['would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)']]);
  });
});
