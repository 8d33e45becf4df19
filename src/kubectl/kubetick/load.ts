/** `kubetick load`: work that pods are given, which their metrics and so autoscalers see. */
import { applyInput } from './inputs.ts';
import { namespaceOf, readWords, usageError, type Subcommand } from './words.ts';

const FLAGS: Readonly<Record<string, boolean>> = { namespace: true, requests: true, cpu: true, memory: true, 'cpu-per-request': true, container: true };

export const loadCommand: Subcommand = {
  help: 'gives pods work to do: requests a second, CPU, memory',
  usage: `Gives pods work to do, which the metrics add-on measures. (Kubetick's own: a real cluster has no such command.)

  kubetick load deployment/web --requests 300     300 requests a second, divided evenly among its ready pods
  kubetick load deployment/web --cpu 900m         so much CPU, divided likewise
  kubetick load pod/web-0 --cpu 400m --memory 1Gi of this one pod
  kubetick load deployment/web                    none any more

Other flags: --cpu-per-request (what one request a second keeps busy), --container, --namespace.
`,
  *run(argv, io) {
    const words = readWords(argv, FLAGS);
    if (!words.ok) return yield* usageError(io, 'load', words.error);
    const { args, flags } = words.value;
    if (args.length === 0) return yield* usageError(io, 'load', 'on whom? For example deployment/web');
    if (args.length > 1) return yield* usageError(io, 'load', `"${args[1]}" is one word too many`);
    const { namespace: _, 'cpu-per-request': perRequest, ...amounts } = flags;
    const [kind = '', ...name] = args[0]!.split('/');
    const short = Object.hasOwn(SHORT, kind) ? SHORT[kind]! : kind;
    return yield* applyInput(io, 'load', 'load', {
      target: [short, ...name].join('/'),
      namespace: namespaceOf(words.value, io),
      ...amounts,
      ...(perRequest !== undefined && { perRequest }),
    });
  },
  words: () => [],
};

const SHORT: Readonly<Record<string, string>> = {
  po: 'pod',
  pods: 'pod',
  deploy: 'deployment',
  deployments: 'deployment',
  sts: 'statefulset',
  ds: 'daemonset',
  rs: 'replicaset',
  svc: 'service',
};
