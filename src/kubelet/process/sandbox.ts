/**
 * The container runtime's surface: what the kubelet calls.
 *
 *   createSandbox({hostname, ip?, seed, volumes?}) → SandboxState
 *   startContainer(state, spec, now, host) → Result<SandboxState, StartError>
 *   exec(state, container, argv, {env?, stdin?}, now, host) → Result<{state, session}, StartError>
 *   advance(state, now, host) → {state, output, exits}: runs all that is due at or before `now`
 *   nextWake(state) → when `advance` has something to do, if ever without an input from outside
 *   signal(state, container, session, signal, now) → SandboxState (session 1: the container's first process)
 *   writeStdin(state, container, session, text, end) → SandboxState
 *   listeners(state) → Listener[]
 *   httpGet(state, {port, path, host?, headers?}, now, host) → HttpAnswer;  connect(state, port, data, now, host) → for other pods
 *   removeContainer(state, container) → SandboxState
 */
export type * from './types.ts';
