/** `kubetick run`: applies manifests, waits until nothing changes, prints what is there. */
import { parseArgs } from 'node:util';
import { presetNamed, PRESETS } from '../../cluster/presets.ts';
import { addonsOn } from '../../cluster/addons/addon.ts';
import { createCluster } from '../../cluster/cluster.ts';
import { runToEnd } from '../../engine/drive.ts';
import { tutorialImages } from '../../kubelet/images/index.ts';
import { addonList } from '../addon-list.ts';
import { diskShell } from '../disk-shell.ts';

/** Add-ons are waited for: until nothing changed for longer than their probes take. */
const ADDONS_COME_UP = { quiet: 12_000, timeout: 120_000 };

export function runManifests(argv: readonly string[]): number {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { preset: { type: 'string', default: 'three' }, addons: { type: 'string' }, timeout: { type: 'string', default: '300' } },
    });
  } catch (error) {
    console.error(`kubetick run: ${(error as Error).message}`);
    return 2;
  }
  const {
    values: { preset, addons, timeout },
    positionals: files,
  } = parsed;
  const seconds = Number(timeout);
  if (files.length === 0 || !presetNamed(preset) || !(seconds > 0)) {
    console.error(
      files.length === 0
        ? 'kubetick run: name the manifests to apply'
        : presetNamed(preset)
          ? `kubetick run: --timeout takes seconds, not "${timeout}"`
          : `kubetick run: no preset is named "${preset}"; there are ${PRESETS.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const on = addonList(addons);
  if (!on.ok) {
    console.error(`kubetick run: ${on.error}`);
    return 2;
  }
  const simulation = createCluster({ preset, images: tutorialImages, ...(on.value && { addons: on.value }) });
  simulation.settle(addonsOn(simulation.view).length > 0 ? ADDONS_COME_UP : {});
  const kubectl = (args: readonly string[]) => runToEnd(simulation, diskShell(args), Infinity, `kubectl ${args.join(' ')}`)?.value ?? 1;
  const applied = kubectl(['apply', ...files.flatMap((file) => ['-f', file])]);
  const { settled } = simulation.settle({ quiet: 30_000, timeout: seconds * 1000 });
  console.log('');
  kubectl(['get', 'all', '-A', '-o', 'wide']);
  if (!settled) console.error(`\nStill changing after ${seconds} s of virtual time.`);
  return applied !== 0 ? applied : settled ? 0 : 1;
}
