/** What a container runs and is told: command and arguments, variables, ConfigMaps, Secrets. */
import type { Example } from './example.ts';

export const configuration: readonly Example[] = [
  {
    id: 'command-and-args',
    title: 'Command and arguments',
    text: 'The image’s own entrypoint, only new arguments, and a command in its place with $(VARIABLE) put in by the kubelet.',
    files: {
      'pods.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: only-args
spec:
  restartPolicy: Never
  containers:
  - name: main
    image: busybox:1.36
    args: ["echo", "these are arguments"]
---
apiVersion: v1
kind: Pod
metadata:
  name: greeting
spec:
  restartPolicy: Never
  containers:
  - name: main
    image: busybox:1.36
    env:
    - name: WHO
      value: world
    command: ["echo"]
    args: ["hello $(WHO)", "but not $(NOBODY)"]
`,
    },
    run: ['kubectl apply -f pods.yaml', "kubectl wait --for=jsonpath='{.status.phase}'=Succeeded pod/only-args pod/greeting --timeout=60s", 'kubectl logs only-args'],
    next: 'kubectl logs greeting',
  },
  {
    id: 'environment',
    title: 'Variables from everywhere',
    text: 'Values, the pod’s own name and address, a limit, a whole ConfigMap and one key of a Secret: all as environment variables.',
    files: {
      'env.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  COLOUR: blue
  LEVEL: debug
---
apiVersion: v1
kind: Secret
metadata:
  name: login
stringData:
  password: swordfish
---
apiVersion: v1
kind: Pod
metadata:
  name: env
spec:
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "env | sort; trap 'exit 0' TERM; sleep 3600 & wait"]
    resources:
      limits:
        memory: 64Mi
    envFrom:
    - configMapRef:
        name: settings
    env:
    - name: POD
      valueFrom:
        fieldRef:
          fieldPath: metadata.name
    - name: POD_IP
      valueFrom:
        fieldRef:
          fieldPath: status.podIP
    - name: MEMORY_LIMIT
      valueFrom:
        resourceFieldRef:
          resource: limits.memory
          divisor: 1Mi
    - name: PASSWORD
      valueFrom:
        secretKeyRef:
          name: login
          key: password
`,
    },
    run: ['kubectl apply -f env.yaml', 'kubectl wait --for=condition=Ready pod/env --timeout=60s', 'kubectl logs env'],
    next: "kubectl exec env -- sh -c 'echo $POD is $COLOUR and knows $PASSWORD'",
  },
  {
    id: 'configmap-update',
    title: 'A ConfigMap that changes',
    text: 'Mounted as files it follows the change at one of the next syncs, within about a minute; as variables it stays what it was until the container starts anew.',
    files: {
      'settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: blue
---
apiVersion: v1
kind: Pod
metadata:
  name: reader
spec:
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "trap 'exit 0' TERM; while true; do echo file: $(cat /etc/settings/colour), variable: $COLOUR; sleep 10 & wait $!; done"]
    env:
    - name: COLOUR
      valueFrom:
        configMapKeyRef:
          name: settings
          key: colour
    volumeMounts:
    - name: settings
      mountPath: /etc/settings
  volumes:
  - name: settings
    configMap:
      name: settings
`,
    },
    run: ['kubectl apply -f settings.yaml', 'kubectl wait --for=condition=Ready pod/reader --timeout=60s', `kubectl patch configmap settings -p '{"data":{"colour":"green"}}'`],
    next: 'sleep 90; kubectl logs reader --tail=1',
  },
  {
    id: 'secret-missing',
    title: 'A Secret that is not there',
    text: 'The container cannot be configured and is tried again and again; once the Secret exists, the next try starts it.',
    files: {
      'needs-secret.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: needs-secret
spec:
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "echo the password has \${#PASSWORD} letters; trap 'exit 0' TERM; sleep 3600 & wait"]
    env:
    - name: PASSWORD
      valueFrom:
        secretKeyRef:
          name: login
          key: password
`,
    },
    run: ['kubectl apply -f needs-secret.yaml', 'sleep 5', 'kubectl get pod needs-secret'],
    next: 'kubectl create secret generic login --from-literal=password=swordfish',
  },
];
