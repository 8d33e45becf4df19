/** `kubetick record`: plays scenarios in the world of the recorded cluster. */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { addonList } from '../addon-list.ts';
import { playScenario, type Recording } from '../record/play.ts';
import { parseScenario } from '../record/scenario.ts';
import { recordedCluster, lineRunner } from '../record/world.ts';

export interface PlayOptions {
  /** The real namespace `default`, or, by default, a fresh one that is written as `default`. */
  readonly namespace?: string;
  readonly images?: string;
  readonly nodes?: string;
  /** Names of add-ons that are on from the start; default: none, as on the recorded cluster. */
  readonly addons?: readonly string[];
}

/** As long as `default`, so that columns come out as wide. */
const FRESH = 'zqkbtck';

/** Plays one scenario file. Throws with a clear message where a file cannot be read or is no scenario. */
export function playFile(file: string, options: PlayOptions = {}): Recording {
  const scenario = parseScenario(fs.readFileSync(file, 'utf8'));
  if (!scenario.ok) throw new Error(`${file}: ${scenario.error}`);
  const namespace = options.namespace ?? FRESH;
  const simulation = recordedCluster(namespace, options);
  return playScenario(simulation, scenario.value, namespace, lineRunner(scenario.value, namespace));
}

export function record(argv: readonly string[]): number {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { output: { type: 'string', short: 'o' }, images: { type: 'string' }, nodes: { type: 'string' }, namespace: { type: 'string' }, addons: { type: 'string' } },
    });
  } catch (error) {
    console.error(`kubetick record: ${(error as Error).message}`);
    return 2;
  }
  const {
    values: { output, images, nodes, namespace, addons },
    positionals: [source, ...more],
  } = parsed;
  if (source === undefined || more.length > 0) {
    console.error('kubetick record: name one scenario or one folder of them');
    return 2;
  }
  const on = addonList(addons);
  if (!on.ok) {
    console.error(`kubetick record: ${on.error}`);
    return 2;
  }
  const options: PlayOptions = {
    ...(on.value && { addons: on.value }),
    ...(images !== undefined && { images }),
    ...(nodes !== undefined && { nodes }),
    ...(namespace !== undefined && { namespace }),
  };
  if (!fs.existsSync(source)) {
    console.error(`kubetick record: there is no ${source}`);
    return 1;
  }
  if (!fs.statSync(source).isDirectory()) return write(source, output, options);
  if (output === undefined) {
    console.error('kubetick record: a folder of scenarios needs -o FOLDER');
    return 2;
  }
  const files = fs
    .readdirSync(source, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  const codes = files.map((file) => write(path.join(source, file), path.join(output, file.replace(/\.yaml$/, '.json')), options));
  return Math.max(0, ...codes);
}

function write(file: string, output: string | undefined, options: PlayOptions): number {
  try {
    const recording = playFile(file, options);
    const text = `${JSON.stringify(recording, null, 1)}\n`;
    if (output === undefined) process.stdout.write(text);
    else {
      fs.mkdirSync(path.dirname(output), { recursive: true });
      fs.writeFileSync(output, text);
    }
    console.error(`${recording.scenario}: ${recording.steps.length} steps, ${recording.history.length} changes`);
    return 0;
  } catch (error) {
    console.error(`kubetick record: ${(error as Error).message}`);
    return 1;
  }
}
