/** `kubectl set image` (upstream: kubectl `pkg/cmd/set/set_image.go`). */
import { ok } from '../../../base/result.ts';
import { quote } from '../../../base/go-format.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, filenameFlags, hasFiles, RECORD_FLAG, SELECTOR_FLAG } from '../../common-flags.ts';
import { failed, type Failure } from '../../failure.ts';
import { parsePairs, splitPairs } from '../../pairs.ts';
import { recorded } from '../../record.ts';
import { SET_FLAGS, changeContainers, findTargets, patchTargets, updatePodSpec, type PodSpec } from './pod-spec.ts';

export const setImage: Command = {
  name: 'image',
  short: 'Change the images of containers',
  usage: 'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]',
  examples: `kubectl set image deployment/web web=nginx:1.27
# All containers
kubectl set image deployment web '*=nginx:1.27'`,
  completes: 'resources',
  flags: [...filenameFlags('that name what to change'), SELECTOR_FLAG, RECORD_FLAG, ...SET_FLAGS],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const split = splitPairs(call.args, 'image');
  if (!split.ok) return split.error;
  const images = parsePairs(split.value.pairs, 'image', false);
  if (!images.ok) return images.error;
  const infos = yield* findTargets(call, split.value.resources);
  if (!infos.ok) return infos.error;
  const wrong: Failure[] = [];
  if (flags.bool('all') && flags.string('selector')) wrong.push(failed('cannot set --all and --selector at the same time'));
  if (split.value.resources.length < 1 && !hasFiles(call)) wrong.push(failed('one or more resources must be specified as <resource> <name> or <resource>/<name>'));
  if (images.value.set.size < 1) wrong.push(failed('at least one image update is required'));
  else if (images.value.set.size > 1 && images.value.set.has('*'))
    wrong.push(failed('all containers are already specified by *, but saw more than one container_name=container_image pairs'));
  if (flags.bool('local') && dryRun.value === 'server') wrong.push(failed('cannot specify --local and --dry-run=server - did you mean --dry-run=client?'));
  if (wrong.length > 0) return { kind: 'many', failures: wrong };

  const failures: Failure[] = [];
  return yield* patchTargets(
    call,
    infos.value,
    {
      operation: 'image updated',
      refusal: 'failed to patch image update to pod template: ',
      dryRun: dryRun.value,
      change: (info) => {
        const changed = updatePodSpec(info.object!, info.mapping.kind, (spec) => {
          let next: PodSpec = spec;
          for (const [name, image] of images.value.set) {
            const result = changeContainers(
              next,
              (container) => name === '*' || container === name,
              (c) => ({ ...c, image }),
            );
            if (!result.found) failures.push(failed(`error: unable to find container named ${quote(name)}`));
            next = result.spec;
          }
          return next;
        });
        return changed.ok ? ok(recorded(call, changed.value)) : changed;
      },
    },
    failures,
  );
}
