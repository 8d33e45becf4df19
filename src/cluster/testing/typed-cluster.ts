/** A cluster at which a test types command lines. */
import { runToEnd } from '../../engine/drive.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { tutorialImages } from '../../kubelet/images/index.ts';
import { kubectl } from '../../kubectl/kubectl.ts';
import { Terminal } from '../../kubectl/terminal/terminal.ts';
import { createCluster, kindRegistry, type ClusterOptions } from '../cluster.ts';

export class TypedCluster {
  readonly simulation: Simulation;
  readonly #terminal: Terminal;

  constructor(options: Partial<ClusterOptions> = {}, files: Readonly<Record<string, string>> = {}) {
    this.simulation = createCluster({ images: tutorialImages, freeze: true, ...options });
    this.#terminal = new Terminal({
      cwd: '/work',
      env: { HOME: '/work' },
      files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`/work/${name}`, text])),
      kubectl: (argv, io) => kubectl(argv, io, { kinds: kindRegistry.kinds }),
    });
  }

  /** What a line prints, errors included. It may take up to a minute of virtual time. */
  type(line: string): string {
    let printed = '';
    const write = (text: string) => {
      printed += text;
    };
    runToEnd(this.simulation, this.#terminal.runLine(line, { stdout: write, stderr: write }), this.simulation.position.time + 60_000, line);
    return printed;
  }

  wait(seconds: number): void {
    this.simulation.advanceTo(this.simulation.position.time + seconds * 1000);
  }

  /** Gives what the input came to, in words. */
  put(fault: string, args: Readonly<Record<string, unknown>>): string {
    const result = this.simulation.input({ input: 'fault', fault, args });
    if (result.input !== 'fault') throw new Error('a fault gives what it did');
    return result.done ?? `refused: ${result.error}`;
  }
}
