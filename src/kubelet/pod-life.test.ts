import { describe, expect, it } from 'vitest';
import { TestNode } from './test-node.ts';

const c = (fields: object = {}, name = 'a') => ({ name, image: 'busybox:1.36', ...fields });
const sh = (script: string, fields: object = {}, name = 'a') => c({ command: ['sh', '-c', script], ...fields }, name);

const PULLING = 'Pulling: Pulling image "busybox:1.36"';
const PULLED = 'Pulled: Successfully pulled image "busybox:1.36" in 140ms (140ms including waiting). Image size: 2000000 bytes.';
const PRESENT = 'Pulled: Container image "busybox:1.36" already present on machine';

describe('pod life', () => {
  it.each<[string, object, string[], string[]]>([
    [
      'a server',
      { containers: [c({ image: 'nginx:1.25' })] },
      ['Pending', 'Pending a=waiting(ContainerCreating)', 'Running a=running!'],
      [
        'Pulling: Pulling image "nginx:1.25"',
        'Pulled: Successfully pulled image "nginx:1.25" in 3.64s (3.64s including waiting). Image size: 72000000 bytes.',
        'Created: Created container: a',
        'Started: Started container a',
      ],
    ],
    [
      'a task that ends well',
      { restartPolicy: 'Never', containers: [sh('sleep 1')] },
      ['Pending', 'Pending a=waiting(ContainerCreating)', 'Running a=running!', 'Running a=ended(Completed 0)', 'Succeeded a=ended(Completed 0)'],
      [PULLING, PULLED, 'Created: Created container: a', 'Started: Started container a'],
    ],
    [
      'a task that fails and is tried again',
      { restartPolicy: 'OnFailure', containers: [sh('sleep 2; exit 3')] },
      [
        'Pending',
        'Pending a=waiting(ContainerCreating)',
        'Running a=running!',
        'Running a=ended(Error 3)',
        'Running a=running!#1',
        'Running a=ended(Error 3)#1',
        'Running a=waiting(CrashLoopBackOff)#1',
        'Running a=running!#2',
      ],
      [
        PULLING,
        PULLED,
        'Created: Created container: a ×3',
        'Started: Started container a ×3',
        `${PRESENT} ×2`,
        'BackOff: Back-off restarting failed container a in pod p_default(UID)',
      ],
    ],
    [
      'a crash loop',
      { containers: [sh('exit 1')] },
      [
        'Pending',
        'Pending a=waiting(ContainerCreating)',
        'Running a=ended(Error 1)',
        'Running a=ended(Error 1)#1',
        'Running a=waiting(CrashLoopBackOff)#1',
        'Running a=running!#2',
        'Running a=ended(Error 1)#2',
      ],
      [
        PULLING,
        PULLED,
        'Created: Created container: a ×3',
        'Started: Started container a ×3',
        `${PRESENT} ×2`,
        'BackOff: Back-off restarting failed container a in pod p_default(UID) ×2',
      ],
    ],
    [
      'an unknown tag',
      { containers: [c({ image: 'nginx:nope' })] },
      ['Pending', 'Pending a=waiting(ContainerCreating)', 'Pending a=waiting(ErrImagePull)', 'Pending a=waiting(ImagePullBackOff)'],
      [
        'Pulling: Pulling image "nginx:nope" ×2',
        'Failed: Failed to pull image "nginx:nope": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:nope": failed to resolve reference "docker.io/library/nginx:nope": docker.io/library/nginx:nope: not found ×2',
        'Failed: Error: ErrImagePull ×2',
        'BackOff: Back-off pulling image "nginx:nope"',
        'Failed: Error: ImagePullBackOff',
      ],
    ],
    [
      'no name of an image',
      { containers: [c({ image: 'Bad Image' })] },
      ['Pending', 'Pending a=waiting(ContainerCreating)', 'Pending a=waiting(InvalidImageName)'],
      [
        `InspectFailed: Failed to apply default image tag "Bad Image": couldn't parse image name "Bad Image": invalid reference format: repository name (library/Bad Image) must be lowercase ×3`,
        'Failed: Error: InvalidImageName ×3',
      ],
    ],
    [
      'an image that may not be pulled',
      { containers: [c({ image: 'redis:7', imagePullPolicy: 'Never' })] },
      ['Pending', 'Pending a=waiting(ContainerCreating)', 'Pending a=waiting(ErrImageNeverPull)'],
      ['ErrImageNeverPull: Container image "redis:7" is not present with pull policy of Never ×3', 'Failed: Error: ErrImageNeverPull ×3'],
    ],
    [
      'a missing key',
      { containers: [sh('sleep 9', { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'none', key: 'k' } } }] })] },
      ['Pending', 'Pending a=waiting(ContainerCreating)', 'Pending a=waiting(CreateContainerConfigError)'],
      [PULLING, PULLED, 'Failed: Error: configmap "none" not found ×3', `${PRESENT} ×2`],
    ],
    [
      'a command that is not there',
      { containers: [c({ command: ['/no/such'] })] },
      [
        'Pending',
        'Pending a=waiting(ContainerCreating)',
        'Running a=waiting(RunContainerError)',
        'Running a=waiting(RunContainerError)#1',
        'Running a=waiting(CrashLoopBackOff)#1',
        'Running a=waiting(RunContainerError)#2',
      ],
      [
        PULLING,
        PULLED,
        'Created: Created container: a ×3',
        'Failed: Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/no/such": stat /no/such: no such file or directory: unknown ×3',
        `${PRESENT} ×2`,
        'BackOff: Back-off restarting failed container a in pod p_default(UID) ×2',
      ],
    ],
    [
      'root where it must not be',
      { securityContext: { runAsNonRoot: true }, containers: [c()] },
      ['Pending', 'Pending a=waiting(ContainerCreating)', 'Pending a=waiting(CreateContainerConfigError)'],
      [PULLING, PULLED, 'Failed: Error: container has runAsNonRoot and image will run as root (pod: "p_default(UID)", container: a) ×3', `${PRESENT} ×2`],
    ],
    [
      'init containers in order',
      { initContainers: [sh('sleep 1', {}, 'one'), sh('sleep 1', {}, 'two')], containers: [c({ image: 'nginx:1.25' })] },
      [
        'Pending',
        'Pending one=waiting(PodInitializing) two=waiting(PodInitializing) a=waiting(PodInitializing)',
        'Pending one=running two=waiting(PodInitializing) a=waiting(PodInitializing)',
        'Pending one=ended(Completed 0)! two=waiting(PodInitializing) a=waiting(PodInitializing)',
        'Pending one=ended(Completed 0)! two=running a=waiting(PodInitializing)',
        'Pending one=ended(Completed 0)! two=ended(Completed 0)! a=waiting(PodInitializing)',
        'Running one=ended(Completed 0)! two=ended(Completed 0)! a=running!',
      ],
      [
        PULLING,
        PULLED,
        'Created: Created container: one',
        'Started: Started container one',
        PRESENT,
        'Created: Created container: two',
        'Started: Started container two',
        'Pulling: Pulling image "nginx:1.25"',
        'Pulled: Successfully pulled image "nginx:1.25" in 3.64s (3.64s including waiting). Image size: 72000000 bytes.',
        'Created: Created container: a',
        'Started: Started container a',
      ],
    ],
    [
      'an init container that fails for good',
      { restartPolicy: 'Never', initContainers: [sh('exit 4', {}, 'one')], containers: [c()] },
      [
        'Pending',
        'Pending one=waiting(PodInitializing) a=waiting(PodInitializing)',
        'Pending one=ended(Error 4) a=waiting(PodInitializing)',
        'Failed one=ended(Error 4) a=waiting(PodInitializing)',
      ],
      [PULLING, PULLED, 'Created: Created container: one', 'Started: Started container one'],
    ],
    [
      'a sidecar beside a task',
      { restartPolicy: 'Never', initContainers: [sh('sleep 1000', { restartPolicy: 'Always' }, 'side')], containers: [sh('sleep 2')] },
      [
        'Pending',
        'Pending side=waiting(PodInitializing) a=waiting(PodInitializing)',
        'Pending side=running! a=waiting(PodInitializing)',
        'Running side=running! a=running!',
        'Running side=running! a=ended(Completed 0)',
      ],
      [
        PULLING,
        PULLED,
        'Created: Created container: side',
        'Started: Started container side',
        PRESENT,
        'Created: Created container: a',
        'Started: Started container a',
        'Killing: Stopping container side',
      ],
    ],
    [
      'too long',
      { activeDeadlineSeconds: 3, containers: [sh('sleep 1000')] },
      ['Pending', 'Pending a=waiting(ContainerCreating)', 'Running a=running!'],
      [
        PULLING,
        PULLED,
        'Created: Created container: a',
        'Started: Started container a',
        'DeadlineExceeded: Pod was active on the node longer than the specified deadline ×2',
        'Killing: Stopping container a',
      ],
    ],
    [
      'two containers, one of which fails',
      { restartPolicy: 'Never', containers: [sh('sleep 1; exit 7'), sh('sleep 2', {}, 'b')] },
      [
        'Pending',
        'Pending a=waiting(ContainerCreating) b=waiting(ContainerCreating)',
        'Running a=running! b=running!',
        'Running a=ended(Error 7) b=running!',
        'Running a=ended(Error 7) b=ended(Completed 0)',
        'Failed a=ended(Error 7) b=ended(Completed 0)',
      ],
      [PULLING, PULLED, 'Created: Created container: a', 'Started: Started container a', PRESENT, 'Created: Created container: b', 'Started: Started container b'],
    ],
  ])('%s', (_, spec, looks, events) => {
    const node = new TestNode();
    node.run(spec, 'p', 20);
    expect(node.looks()).toEqual(looks);
    expect(node.events().map((text) => text.replace(/\([0-9a-f-]{36}\)/, '(UID)'))).toEqual(events);
  });
});

describe('the end of a pod', () => {
  const seconds = (node: TestNode) => node.simulation.view.now / 1000;

  it.each<[string, object, number, number, string[]]>([
    ['ends at SIGTERM', { containers: [c({ image: 'nginx:1.25' })] }, 0, 3, ['Killing: Stopping container a']],
    [
      'ignores SIGTERM until the grace period is over',
      { terminationGracePeriodSeconds: 5, containers: [sh('trap "" TERM; while true; do sleep 1; done')] },
      5,
      8,
      ['Killing: Stopping container a'],
    ],
    ['has a preStop hook', { containers: [c({ image: 'nginx:1.25', lifecycle: { preStop: { exec: { command: ['sleep', '4'] } } } })] }, 4, 7, ['Killing: Stopping container a']],
    [
      'has a preStop hook that fails',
      { containers: [c({ image: 'nginx:1.25', lifecycle: { preStop: { exec: { command: ['false'] } } } })] },
      0,
      3,
      ['Killing: Stopping container a', 'FailedPreStopHook: PreStopHook failed'],
    ],
    [
      'has a preStop hook longer than its grace period',
      { terminationGracePeriodSeconds: 3, containers: [c({ image: 'nginx:1.25', lifecycle: { preStop: { exec: { command: ['sleep', '60'] } } } })] },
      3,
      7,
      ['Killing: Stopping container a', 'FailedPreStopHook: PreStopHook failed'],
    ],
  ])('%s', (_, spec, atLeast, atMost, events) => {
    const node = new TestNode();
    node.run(spec, 'p', 10);
    const since = seconds(node);
    const before = node.events().length;
    expect(node.request('delete', 'pods/p').ok).toBe(true);
    while (node.pod() && seconds(node) < since + 60) node.wait(0.25);
    expect(seconds(node) - since).toBeGreaterThanOrEqual(atLeast);
    expect(seconds(node) - since).toBeLessThanOrEqual(atMost);
    expect(node.events().slice(before)).toEqual(events);
    expect(node.simulation.view.memoryOf('kubelet').entries('pod/')).toEqual([]);
  });

  it('says how a container was killed', () => {
    const node = new TestNode();
    node.run({ terminationGracePeriodSeconds: 2, containers: [sh('trap "" TERM; while true; do sleep 1; done')] });
    node.request('delete', 'pods/p');
    node.wait(20);
    expect(node.looks().slice(-2)).toEqual(['Failed a=ended(Error 137)', 'gone']);
  });
});

describe('a pod replaced by another of its name', () => {
  it('is followed by the new one', () => {
    const node = new TestNode();
    node.run({ containers: [{ name: 'a', image: 'nginx:1.25' }] }, 'p', 10);
    const old = node.pod()!.metadata.uid;
    expect(node.request('delete', 'pods/p', undefined, { gracePeriodSeconds: 0 }).ok).toBe(true);
    node.run({ containers: [{ name: 'a', image: 'nginx:1.25' }] }, 'p', 60);
    expect(node.pod()!.metadata.uid).not.toBe(old);
    expect(node.pod()!.status.phase).toBe('Running');
  });
});
