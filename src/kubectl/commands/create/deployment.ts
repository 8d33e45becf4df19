/** upstream: pkg/cmd/create/create_deployment.go */
import { now, type Task } from '../../../engine/client.ts';
import { ok } from '../../../base/result.ts';
import { generatorCommand, metadataFor, refuse } from './generator.ts';

const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

export const deployment = generatorCommand({
  name: 'deployment',
  aliases: ['deploy'],
  short: 'Create a deployment with the specified name',
  usage: 'deployment NAME --image=image -- [COMMAND] [args...]',
  examples: '# Three replicas\nkubectl create deployment my-dep --image=nginx --replicas=3\n# With a command\nkubectl create deployment my-dep --image=busybox -- date',
  required: ['image'],
  flags: [
    { name: 'image', type: 'stringSlice', help: 'The images, one container each.' },
    { name: 'port', type: 'int32', default: '-1', help: 'The port that the first container exposes.' },
    { name: 'replicas', short: 'r', type: 'int32', default: '1', help: 'How many replicas.' },
  ],
  refusal: () => 'failed to create deployment: ',
  *build(call, name, command) {
    const { flags } = call;
    const images = flags.strings('image');
    if (images.length > 1 && command.length > 0) return refuse('cannot specify multiple --image options and command');
    const labels = { app: name };
    const port = flags.number('port');
    const containers = [];
    for (const [i, image] of images.entries()) {
      containers.push({
        name: yield* containerName(image),
        image,
        ...(command.length > 0 && { command }),
        ...(i === 0 && port >= 0 && { ports: [{ containerPort: port }] }),
        resources: {},
      });
    }
    return ok({
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: metadataFor(call, name, { labels }),
      spec: { replicas: flags.number('replicas'), selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } }, strategy: {} },
      status: {},
    });
  },
});

/** The last part of the image's name; one that is no name for a container gets a made-up end, as upstream's random one. */
function* containerName(image: string): Task<string> {
  const name = image.split('/').at(-1)!.split(':')[0]!.split('@')[0]!;
  if (!/[_.]/.test(name)) return name;
  let seed = yield* now();
  let suffix = '';
  for (let i = 0; i < 5; i += 1) {
    seed = (seed * 48_271 + name.length + i) % 2_147_483_647;
    suffix += SAFE[seed % SAFE.length];
  }
  return `${name.replace(/[_.]/g, '-')}-${suffix}`;
}
