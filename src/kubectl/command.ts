/** What a command is, and what it is handed when it runs. */
import type { KindDescriptor } from '../api/descriptor.ts';
import type { KubeObject } from '../api/meta/types.ts';
import type { Task } from '../engine/client.ts';
import { Api } from './api.ts';
import { failed, type Failure } from './failure.ts';
import type { Flags, FlagSpec } from './flags.ts';
import type { Io } from './io.ts';
import { currentNamespace, unusable } from './kubeconfig.ts';
import { RestMapper } from './rest-mapper.ts';

/** The headings of `kubectl help`, in its order. */
export const GROUPS = [
  'Basic Commands (Beginner)',
  'Basic Commands (Intermediate)',
  'Deploy Commands',
  'Cluster Management Commands',
  'Troubleshooting and Debugging Commands',
  'Advanced Commands',
  'Settings Commands',
  'Other Commands',
] as const;
export type CommandGroup = (typeof GROUPS)[number];

/** One verb. Give it `run`, or `subcommands`, or both (`create -f` and `create deployment`). */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Under which heading of `kubectl help` it stands; subcommands need none. */
  readonly group?: CommandGroup;
  /** One line for the list of commands. */
  readonly short: string;
  /** What stands behind `Usage:`, without the leading `kubectl `. */
  readonly usage: string;
  /** More for its own help, in paragraphs. */
  readonly long?: string;
  /** Command lines with comments. */
  readonly examples?: string;
  readonly flags?: readonly FlagSpec[];
  readonly subcommands?: readonly Command[];
  /** Words that people type instead, for "Did you mean this?". */
  readonly suggestFor?: readonly string[];
  readonly hidden?: boolean;
  /** What its arguments name, for completion. */
  readonly completes?: 'resources' | 'pods' | 'nodes' | 'files' | 'contexts' | 'clusters' | 'users' | 'fields';
  /** Where its help goes when it is called without a subcommand; default: standard error, which counts as a failure (upstream: DefaultSubCommandRun). */
  readonly bareHelp?: 'stdout' | 'answer';
  /** The exit code of failures; default 1. */
  readonly failureCode?: number;
  readonly run?: (call: Call) => Task<Failure | undefined | void>;
}

/** What kubectl is told about the cluster it talks to, apart from what it can ask. */
export interface KubectlContext {
  /** In discovery order: groups as the server lists them. */
  readonly kinds: readonly KindDescriptor[];
  /** What kubectl remembers of the server from one call to the next on its machine; without it each call asks anew. */
  readonly memory?: DiscoveryMemory;
  /** Served at `kubectl get --raw`, `version`, `cluster-info`. */
  readonly serverVersion?: Readonly<Record<string, string>>;
  /** What the API says about its types (`io.k8s.api.core.v1.Pod`) and fields (`io.k8s.api.core.v1.Pod#spec`), for `explain`. */
  readonly descriptions?: Readonly<Record<string, string>>;
}

/** Definitions of custom kinds, as they were when kubectl last looked (upstream: client-go `discovery/cached/disk`). */
export interface DiscoveryMemory {
  definitions: readonly KubeObject[];
}

/** One run of a command: its flags and arguments, and the ways out. */
export class Call {
  readonly api: Api;
  readonly mapper: RestMapper;
  readonly context: KubectlContext;
  readonly io: Io;
  /** kubectl itself, with all commands below it. */
  readonly root: Command;
  /** The words that led to the command: `kubectl create deployment`. */
  readonly path: string;
  readonly command: Command;
  readonly flags: Flags;
  readonly args: readonly string[];
  /** How many of `args` stood before `--`; -1 without one. */
  readonly dash: number;
  /** The whole command line without `kubectl`. */
  readonly argv: readonly string[];

  constructor(given: Pick<Call, 'context' | 'io' | 'root' | 'path' | 'command' | 'flags' | 'args' | 'dash' | 'argv'>) {
    ({ context: this.context, io: this.io, root: this.root, path: this.path, command: this.command, flags: this.flags, args: this.args, dash: this.dash, argv: this.argv } = given);
    this.mapper = new RestMapper(this.context.kinds);
    this.api = new Api(
      (warning) => this.io.stderr(`Warning: ${warning}\n`),
      () => unusable(this),
    );
  }

  out(text: string): void {
    this.io.stdout(text);
  }
  err(text: string): void {
    this.io.stderr(text);
  }

  /** The namespace of `--namespace` or else of the current context; `explicit` where the user gave one. */
  get namespace(): string {
    return this.flags.string('namespace') || currentNamespace(this);
  }
  get explicitNamespace(): boolean {
    return this.flags.string('namespace') !== '';
  }

  /** A mistake in how the command was called (upstream: cmdutil.UsageErrorf). */
  usageFailure(text: string): Failure {
    return failed(`${text}\nSee '${this.path} -h' for help and examples`);
  }
}
