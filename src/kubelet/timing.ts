/**
 * How long things take on a node, in milliseconds: measured on the recorded cluster (see conformance/golden), and the kubelet's own constants
 * (upstream: pkg/kubelet/kubelet.go, pkg/kubelet/pod_workers.go, pkg/volume/util/operationexecutor).
 */
export const TIMING = {
  /** From a pod's first sync until its volumes are mounted: one poll of `WaitForAttachAndMount`. */
  mount: 300,
  /** Until the first attempt to mount a volume is made, and so until the first FailedMount. */
  firstMountAttempt: 250,
  /** `exponentialbackoff` of volume operations: first delay, and its ceiling. */
  mountBackOff: 500,
  mountBackOffMax: 122_000,
  /** `WaitForAttachAndMount` gives up after this. */
  mountTimeout: 123_000,
  sandbox: 140,
  stopSandbox: 250,
  createContainer: 20,
  startContainer: 90,
  /** A runtime that refuses to start a container says so after this. */
  startFailure: 100,
  /** Between SIGTERM and the kubelet's knowing that the container ended. */
  stopContainer: 40,
  /** A registry's answer to "what is this image?"; a refusal takes no longer. */
  resolveImage: 15,
  /** A pull of an image that the node has already (policy Always). */
  pullUnchanged: 40,
  /** Bytes per millisecond that a pull of layers gets. */
  pullRate: 20_000,
  /** `plegRelistPeriod`. */
  relist: 1000,
  /**
   * When the first relist after the kubelet has seen a pod comes, and over how long this is spread among pods; relists go on every `relist`
   * from there. So a container that is restarted by the sync loop is looked at just after it was started.
   */
  relistPhase: 1120,
  relistSpread: 170,
  /** `nodeStatusUpdateFrequency`, and what its jitter adds on average. */
  nodeStatus: 10_250,
  /** `syncPeriod` of the status manager: how often it compares what it told with what is there. */
  statusRound: 10_000,
  /** A kubelet that slept for longer first takes its container runtime for dead (`maxWaitForContainerRuntime`). */
  runtimeStale: 30_000,
  /** Until the runtime knows that a container ended. */
  noticeExit: 200,
  /** `syncTicker`: how often pods whose work is due are looked for. */
  syncTick: 1000,
  /** `backOffPeriod` after a failed sync, with a middling jitter (10 s × 1 … 1.5); the sync loop's next round comes on top. */
  retrySync: 11_500,
  /** `MaxContainerBackOff` and its start, for crashes and for image pulls. */
  backOff: 10_000,
  backOffMax: 300_000,
  /** A resync of a pod whose volumes may be stale (60 s × 1 … 1.5, and the wait for the cache). */
  resync: 75_000,
  /** How long an unmounted pod's folders take to go after its containers have stopped. */
  unmount: 100,
} as const;
