/** What can be broken, for menus and the terminal: what each fault is about, what it is called, and what it can be told. */
export interface FaultEntry {
  readonly fault: string;
  /** `container`: a pod and one of its containers; `registry`: a host, or all; `cluster`: nothing in particular. */
  readonly on: 'node' | 'container' | 'registry' | 'controller' | 'cluster';
  /** As a menu has it: goes on after the thing's name. */
  readonly label: string;
  /** What comes of it, in a sentence. */
  readonly help: string;
  readonly parameters?: readonly FaultParameter[];
}

export interface FaultParameter {
  readonly name: string;
  /** With its unit: `seconds`, `MiB a second`. */
  readonly label: string;
  readonly default: string;
}

export const FAULT_CATALOGUE: readonly FaultEntry[] = [
  { fault: 'node-stop', on: 'node', label: 'stop its kubelet', help: 'Its containers run on; after 45 s the node is NotReady, and its pods leave their Services.' },
  { fault: 'node-power-off', on: 'node', label: 'switch it off', help: 'Everything on it is gone at once; the control plane notices after 45 s.' },
  { fault: 'node-disconnect', on: 'node', label: 'cut it off from the network', help: 'Its containers run on, and nobody reaches them; requests to them time out.' },
  {
    fault: 'kubelet-slow',
    on: 'node',
    label: 'make its kubelet slow',
    help: 'It comes to each pod some seconds late.',
    parameters: [{ name: 'seconds', label: 'seconds late', default: '5' }],
  },
  { fault: 'disk-pressure', on: 'node', label: 'fill its disk', help: 'Its kubelet sends one pod after the other away; the condition lasts 5 minutes longer than the want.' },
  { fault: 'memory-pressure', on: 'node', label: 'use up its memory', help: 'Its kubelet sends away first who takes most over its request.' },
  {
    fault: 'crash-container',
    on: 'container',
    label: 'crash it',
    help: 'Its process ends; the kubelet starts it again, later each time.',
    parameters: [{ name: 'exitCode', label: 'exit code', default: '1' }],
  },
  { fault: 'hang-container', on: 'container', label: 'let it hang', help: 'It neither answers nor ends: only a liveness probe notices.' },
  { fault: 'oom-container', on: 'container', label: 'let it run out of memory', help: 'It is killed with exit code 137, reason OOMKilled.' },
  {
    fault: 'memory-leak',
    on: 'container',
    label: 'let it leak memory',
    help: 'OOMKilled when it comes to its limit; without a limit the node runs short.',
    parameters: [{ name: 'rate', label: 'MiB a second', default: '8' }],
  },
  { fault: 'registry-down', on: 'registry', label: 'take registries down', help: 'No image can be pulled; what is on a node already is used.' },
  {
    fault: 'registry-slow',
    on: 'registry',
    label: 'make registries slow',
    help: 'Pulls take many times as long.',
    parameters: [{ name: 'factor', label: 'times as long', default: '10' }],
  },
  { fault: 'registry-rate-limit', on: 'registry', label: 'let Docker Hub limit pulls', help: '429 toomanyrequests, for who brings no credentials.' },
  { fault: 'registry-private', on: 'registry', label: 'let Docker Hub ask for credentials', help: 'Pulls need an imagePullSecret.' },
  { fault: 'controller-stop', on: 'controller', label: 'stop a controller', help: 'Nobody does what it does until it is started again.' },
  { fault: 'scheduler-stop', on: 'cluster', label: 'stop the scheduler', help: 'New pods stay Pending.' },
  {
    fault: 'api-slow',
    on: 'cluster',
    label: 'make the API server slow',
    help: 'It answers late, and tells those who watch late.',
    parameters: [{ name: 'seconds', label: 'seconds late', default: '2' }],
  },
];

export const faultNamed = (name: string): FaultEntry | undefined => FAULT_CATALOGUE.find(({ fault }) => fault === name);
