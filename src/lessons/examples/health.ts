/** How a pod says that it is well, what happens when it is not, and how labels decide whose it is. */
import type { Example } from './example.ts';
import { webDeployment } from './web-deployment.ts';

export const health: readonly Example[] = [
  {
    id: 'liveness',
    title: 'A liveness probe that fails',
    text: 'After thirty seconds the file it looks for is gone: three failures later the kubelet restarts the container.',
    files: {
      'liveness.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: liveness
spec:
  terminationGracePeriodSeconds: 2
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "touch /tmp/healthy; sleep 30; rm /tmp/healthy; sleep 600"]
    livenessProbe:
      exec:
        command: ["cat", "/tmp/healthy"]
      periodSeconds: 5
`,
    },
    run: ['kubectl apply -f liveness.yaml', 'kubectl wait --for=condition=Ready pod/liveness --timeout=60s'],
    next: 'sleep 60; kubectl describe pod liveness | tail -8',
  },
  {
    id: 'crash-loop',
    title: 'CrashLoopBackOff',
    text: 'A process that ends at once is started again after 10, 20, 40 seconds and so on, up to five minutes; the log of the last try says why.',
    files: {
      'crash.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: crash
spec:
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "echo no configuration found; exit 3"]
`,
    },
    run: ['kubectl apply -f crash.yaml', 'sleep 50', 'kubectl get pod crash'],
    next: 'kubectl logs crash --previous',
  },
  {
    id: 'out-of-memory',
    title: 'OOMKilled',
    text: 'A container that takes more memory than its limit is killed with exit code 137, and loops.',
    files: {
      'greedy.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: greedy
spec:
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "echo reading on and on; tail /dev/zero"]
    resources:
      limits:
        memory: 16Mi
`,
    },
    run: ['kubectl apply -f greedy.yaml', 'sleep 20', 'kubectl get pod greedy'],
    next: 'kubectl describe pod greedy',
  },
  {
    id: 'labels',
    title: 'A pod taken out by its label',
    text: 'Give one pod another label: the ReplicaSet no longer counts it and makes a new one; the old pod runs on, for you to look at.',
    files: { 'web.yaml': webDeployment({ replicas: 3 }) },
    run: ['kubectl apply -f web.yaml', 'kubectl rollout status deployment/web', 'kubectl get pods --show-labels'],
    next: 'kubectl label $(kubectl get pods -l app=web -o name | head -n 1) app=aside --overwrite',
  },
  {
    id: 'namespaces',
    title: 'Namespaces',
    text: 'The same names in two namespaces; deleting one takes all that is in it along, and leaves the other alone.',
    files: { 'web.yaml': webDeployment({ replicas: 2 }) },
    run: [
      'kubectl create namespace team-a',
      'kubectl create namespace team-b',
      'kubectl apply -n team-a -f web.yaml',
      'kubectl apply -n team-b -f web.yaml',
      'kubectl wait -n team-b --for=condition=Available deployment/web --timeout=60s',
      'kubectl get deployments -A',
    ],
    next: 'kubectl delete namespace team-a',
  },
];
