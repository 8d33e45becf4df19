/** `kubetick addon`: parts of the cluster that are switched on and off. */
import { ADDONS, isOn } from '../../cluster/addons/addon.ts';
import { addonNames, addons } from '../../cluster/addons/registry.ts';
import { memoryOf } from '../../engine/client.ts';
import { applyInput } from './inputs.ts';
import { usageError, type Subcommand } from './words.ts';

const WIDTH = Math.max(...addonNames.map(({ length }) => length)) + 2;

export const addonCommand: Subcommand = {
  help: 'switches add-ons on and off: DNS, metrics, ingress …',
  usage: `Switches parts of the cluster on and off. (Kubetick's own: a real cluster has no such command.)

  kubetick addon             says which there are, and which are on
  kubetick addon on NAME     switches one on
  kubetick addon off NAME    switches it off, and deletes what it had made

${addons.map(({ name, brings }) => `  ${name.padEnd(WIDTH)}${brings}`).join('\n')}
`,
  *run(argv, io) {
    const [word, name, ...more] = argv;
    if (word === undefined) {
      const memory = yield* memoryOf(ADDONS, '');
      for (const addon of addons) io.stdout(`${isOn({ memoryOf: () => memory }, addon.name) ? 'on ' : 'off'}  ${addon.name.padEnd(WIDTH)}${addon.title}\n`);
      return 0;
    }
    if (word !== 'on' && word !== 'off') return yield* usageError(io, 'addon', `on or off, not "${word}"`);
    if (name === undefined) return yield* usageError(io, 'addon', `which? There are ${addonNames.join(', ')}`);
    if (more.length > 0) return yield* usageError(io, 'addon', `"${more[0]}" is one word too many`);
    return yield* applyInput(io, 'addon', `addon-${word}`, { name });
  },
  words: (before) => (before.length === 0 ? ['on', 'off'] : before.length === 1 ? addonNames : []),
};
