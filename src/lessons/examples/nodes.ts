/** Where pods run, and what happens to them when a node goes. */
import type { Example } from './example.ts';
import { webDeployment } from './web-deployment.ts';

export const nodes: readonly Example[] = [
  {
    id: 'daemon-set',
    title: 'A DaemonSet',
    text: 'One pod on each node that has the label; give it to another node, and a pod comes there too.',
    files: {
      'agent.yaml': `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      nodeSelector:
        disk: ssd
      containers:
      - name: agent
        image: busybox:1.36
        command: ["sh", "-c", "trap 'exit 0' TERM; sleep 36000 & wait"]
`,
    },
    run: ['kubectl label node node-1 disk=ssd', 'kubectl apply -f agent.yaml', 'kubectl rollout status daemonset/agent', 'kubectl get pods -o wide'],
    next: 'kubectl label node node-2 disk=ssd',
  },
  {
    id: 'drain',
    title: 'Drain a node under a budget',
    text: 'Two of three pods must stay: the drain evicts one, waits until its successor is ready, and goes on.',
    files: {
      'web.yaml': webDeployment({ replicas: 3 }),
      'budget.yaml': `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  minAvailable: 2
  selector:
    matchLabels:
      app: web
`,
    },
    run: [
      'kubectl cordon node-2',
      'kubectl cordon node-3',
      'kubectl apply -f web.yaml -f budget.yaml',
      'kubectl rollout status deployment/web',
      'kubectl uncordon node-2',
      'kubectl uncordon node-3',
    ],
    next: 'kubectl drain node-1',
  },
  {
    id: 'pending',
    title: 'Pending: it fits nowhere',
    text: 'The pod asks for more than any node has. Why? says node by node what is missing.',
    files: {
      'big.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: big
spec:
  containers:
  - name: main
    image: nginx:1.25
    resources:
      requests:
        cpu: "64"
        memory: 1Ti
`,
    },
    run: ['kubectl apply -f big.yaml', 'sleep 2', 'kubectl get pod big'],
    next: 'kubectl describe pod big | tail -4',
  },
  {
    id: 'stateful-set',
    title: 'A StatefulSet in order',
    text: 'db-0 first, then db-1, then db-2, each once the one before is ready; an update goes the other way round.',
    files: {
      'db.yaml': `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
  ports:
  - port: 5432
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      terminationGracePeriodSeconds: 2
      containers:
      - name: main
        image: nginx:1.21
`,
    },
    run: ['kubectl apply -f db.yaml', 'kubectl rollout status statefulset/db', 'kubectl get pods'],
    next: 'kubectl set image statefulset/db main=nginx:1.25',
  },
  {
    id: 'stateful-claims',
    title: 'A StatefulSet with disks',
    text: 'Each pod claims a disk of its own; the provisioner makes one on the node that the pod was given, and it stays when the pod goes.',
    files: {
      'db.yaml': `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
  ports:
  - port: 5432
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 2
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      terminationGracePeriodSeconds: 2
      containers:
      - name: main
        image: busybox:1.36
        command: ["sh", "-c", "date >> /data/starts; trap 'exit 0' TERM; sleep 36000 & wait"]
        volumeMounts:
        - name: data
          mountPath: /data
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes: ["ReadWriteOnce"]
      resources:
        requests:
          storage: 1Gi
`,
    },
    run: [
      'kubetick addon on provisioner',
      'kubectl apply -f db.yaml',
      'kubectl rollout status statefulset/db',
      'kubectl get pvc',
      'kubectl delete pod db-1',
      'kubectl rollout status statefulset/db',
      'sleep 10',
    ],
    next: 'kubectl exec db-1 -- cat /data/starts',
  },
  {
    id: 'autoscaling',
    title: 'Autoscaling',
    text: 'With metrics on, the autoscaler sees how busy the pods are: more load, more pods; less load, and after five calm minutes fewer.',
    files: {
      'web.yaml': webDeployment({ replicas: 1, container: '        resources:\n          requests:\n            cpu: 200m\n' }),
      'autoscaler.yaml': `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  minReplicas: 1
  maxReplicas: 6
  metrics:
  - type: Resource
    resource:
      name: cpu
      target:
        type: Utilization
        averageUtilization: 50
`,
    },
    run: ['kubetick addon on metrics', 'kubectl apply -f web.yaml -f autoscaler.yaml', 'kubectl rollout status deployment/web', 'sleep 60', 'kubectl get hpa web'],
    next: 'kubetick load deployment/web --cpu 400m',
  },
  {
    id: 'node-loss',
    title: 'A node is lost',
    text: 'Its kubelet stops answering. After forty seconds it is NotReady and taints go on it; after five minutes its pods are given up and come back elsewhere.',
    files: { 'web.yaml': webDeployment({ replicas: 3 }) },
    run: ['kubectl apply -f web.yaml', 'kubectl rollout status deployment/web', 'kubetick fault node-stop node-2', 'sleep 60', 'kubectl get nodes'],
    next: 'sleep 330; kubectl get pods -o wide',
  },
];
