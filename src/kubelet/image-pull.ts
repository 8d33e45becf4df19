/** Getting a container's image onto the node (upstream: pkg/kubelet/images/image_manager.go EnsureImageExists, pullImage). */
import type { Container } from '../api/kinds/pod/container-types.ts';
import { formatDuration } from '../base/duration.ts';
import { quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isInBackOff, nextBackOff, ofTries } from './back-off.ts';
import type { KnownImage } from './image-source.ts';
import { nodeOf, setNode } from './memory.ts';
import type { PodStep } from './pod-step.ts';
import type { Pull } from './record.ts';
import { registryFor, registryRefusal } from './registry-answer.ts';
import { TIMING } from './timing.ts';

export interface PullFailure {
  readonly reason: string;
  readonly message: string;
}
export type Ensured =
  | { readonly result: 'present'; readonly image: KnownImage }
  | { readonly result: 'pull'; readonly name: string }
  | ({ readonly result: 'failed' } & PullFailure);

const fails = (reason: string, message: string): Ensured => ({ result: 'failed', reason, message });

export function ensureImage(step: PodStep, container: Container): Ensured {
  const { images } = step.options;
  const name = images.normalize(container.image);
  if (!name.ok) {
    const message = `Failed to apply default image tag ${quote(container.image)}: ${name.error}`;
    step.event('Warning', 'InspectFailed', message, container.name);
    return fails('InvalidImageName', message);
  }
  const known = images.lookup(name.value);
  const present = 'found' in known && isPresent(step, name.value);
  if (container.imagePullPolicy !== 'Always') {
    if (present) {
      step.event('Normal', 'Pulled', `Container image ${quote(container.image)} already present on machine`, container.name);
      step.say(`image ${container.image} is on the node`);
      return { result: 'present', image: known.found };
    }
    if (container.imagePullPolicy === 'Never') {
      const message = `Container image ${quote(container.image)} is not present with pull policy of Never`;
      step.event('Warning', 'ErrImageNeverPull', message, container.name);
      return fails('ErrImageNeverPull', message);
    }
  }
  const backOff = step.record.pulls[container.image];
  if (isInBackOff(backOff, backOff?.since ?? 0, step.now)) {
    step.event('Normal', 'BackOff', `Back-off pulling image ${quote(container.image)}`, container.name);
    step.say(
      `waits ${backOff!.delay / 1000} s from the last try before it pulls ${container.image} again, ${((backOff!.since + backOff!.delay - step.now) / 1000).toFixed(1)} s more (${ofTries(backOff!.delay)})`,
    );
    return fails('ImagePullBackOff', `Back-off pulling image ${quote(container.image)}: ${backOff!.error}`);
  }
  return { result: 'pull', name: name.value };
}

const isPresent = (step: PodStep, name: string) => step.options.images.preloaded(name) || nodeOf(step.memory, step.nodeName).pulled.includes(name);

/** One pull at a time on a node; others wait for it. */
export function beginPull(step: PodStep, container: Container, name: string): Pull & { readonly at: number } {
  step.event('Normal', 'Pulling', `Pulling image ${quote(container.image)}`, container.name);
  const { memory } = step;
  const node = nodeOf(memory, step.nodeName);
  const known = step.options.images.lookup(name);
  const { slowness = 1, down } = registryFor(step, name);
  const present = isPresent(step, name);
  const takes = !('found' in known) || down ? TIMING.resolveImage : present ? TIMING.pullUnchanged : (TIMING.pullUnchanged + known.found.size / TIMING.pullRate) * slowness;
  const from = Math.max(step.now, node.pullingUntil ?? 0);
  const at = Math.round(from + takes);
  setNode(memory, step.nodeName, { ...node, pullingUntil: at });
  step.say(`pulls image ${container.image}${from > step.now ? ` after the pull that runs now` : ''}`);
  return { startedAt: step.now, from, at };
}

export function endPull(step: PodStep, container: Container, pull: Pull): Result<KnownImage, PullFailure> {
  const { memory } = step;
  const { images } = step.options;
  const name = images.normalize(container.image);
  const known = name.ok ? images.lookup(name.value) : undefined;
  const full = name.ok ? name.value : container.image;
  const digest = known && 'found' in known ? known.found.id.slice(known.found.id.indexOf('@') + 1) : undefined;
  const error = registryRefusal(step, full, digest) ?? (known && 'missing' in known ? known.missing : undefined);
  if (error !== undefined || !known || !('found' in known)) {
    step.event('Warning', 'Failed', `Failed to pull image ${quote(container.image)}: ${error}`, container.name);
    const backOff = nextBackOff(step.record.pulls[container.image], step.now, step.now);
    step.update({ pulls: { ...step.record.pulls, [container.image]: { ...backOff, error: `ErrImagePull: ${error}` } } });
    step.say(`could not pull ${container.image}: ${error}; pulls it again after ${backOff.delay / 1000} s (${ofTries(backOff.delay)})`);
    return err({ reason: 'ErrImagePull', message: error ?? '' });
  }
  const node = nodeOf(memory, step.nodeName);
  if (!isPresent(step, (name as { value: string }).value)) setNode(memory, step.nodeName, { ...node, pulled: [...node.pulled, (name as { value: string }).value] });
  const took = formatDuration(step.now - pull.from);
  const waited = formatDuration(step.now - pull.startedAt);
  step.event(
    'Normal',
    'Pulled',
    `Successfully pulled image ${quote(container.image)} in ${took} (${waited} including waiting). Image size: ${known.found.size} bytes.`,
    container.name,
  );
  step.say(`pulled ${container.image} in ${took}`);
  return ok(known.found);
}
