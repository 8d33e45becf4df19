/** Pods of several containers: what comes before, beside, in front of and behind the main one. */
import type { Example } from './example.ts';

export const multiContainer: readonly Example[] = [
  {
    id: 'init-containers',
    title: 'Init containers',
    text: 'One waits until a Service has an address, one writes the page, and only then the web server starts.',
    files: {
      'app.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  initContainers:
  - name: wait-for-database
    image: busybox:1.36
    command: ["sh", "-c", "until nslookup database.default.svc.cluster.local > /dev/null; do echo no database yet; sleep 2; done"]
  - name: write-page
    image: busybox:1.36
    command: ["sh", "-c", "echo written by an init container > /page/index.html"]
    volumeMounts:
    - name: page
      mountPath: /page
  containers:
  - name: web
    image: nginx:1.25
    volumeMounts:
    - name: page
      mountPath: /usr/share/nginx/html
  volumes:
  - name: page
    emptyDir: {}
`,
    },
    run: [
      'kubetick addon on kube-system',
      'kubectl rollout status deployment/coredns -n kube-system',
      'kubectl apply -f app.yaml',
      'sleep 8',
      'kubectl get pod app',
      'kubectl logs app -c wait-for-database --tail=2',
    ],
    next: 'kubectl create service clusterip database --tcp=5432',
  },
  {
    id: 'sidecar',
    title: 'Sidecar',
    text: 'An init container that restarts always: it starts before the application, ships its log, and ends after it.',
    files: {
      'sidecar.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  initContainers:
  - name: shipper
    image: busybox:1.36
    restartPolicy: Always
    command: ["sh", "-c", "touch /log/app.log; tail -f /log/app.log"]
    volumeMounts:
    - name: log
      mountPath: /log
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "trap 'exit 0' TERM; i=0; while true; do i=$((i+1)); echo order $i >> /log/app.log; sleep 2 & wait $!; done"]
    volumeMounts:
    - name: log
      mountPath: /log
  volumes:
  - name: log
    emptyDir: {}
`,
    },
    run: ['kubectl apply -f sidecar.yaml', 'kubectl wait --for=condition=Ready pod/app --timeout=60s', 'sleep 5', 'kubectl get pod app'],
    next: 'kubectl logs app -c shipper',
  },
  {
    id: 'adapter',
    title: 'Adapter',
    text: 'The application reports in words of its own; a second container turns them into what the collector reads.',
    files: {
      'adapter.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: adapter
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "trap 'exit 0' TERM; n=0; while true; do n=$((n+3)); echo \\"served=$n\\" > /report/own; sleep 2 & wait $!; done"]
    volumeMounts:
    - name: report
      mountPath: /report
  - name: adapter
    image: busybox:1.36
    command: ["sh", "-c", "trap 'exit 0' TERM; while true; do [ -f /report/own ] && sed 's/served=/requests_total /' /report/own; sleep 5 & wait $!; done"]
    volumeMounts:
    - name: report
      mountPath: /report
  volumes:
  - name: report
    emptyDir: {}
`,
    },
    run: ['kubectl apply -f adapter.yaml', 'kubectl wait --for=condition=Ready pod/adapter --timeout=60s', 'sleep 12'],
    next: 'kubectl logs adapter -c adapter',
  },
  {
    id: 'ambassador',
    title: 'Ambassador',
    text: 'The application only knows localhost; a container beside it fetches from the Service that is really meant.',
    files: {
      'backend.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: backend
spec:
  replicas: 2
  selector:
    matchLabels:
      app: backend
  template:
    metadata:
      labels:
        app: backend
    spec:
      containers:
      - name: web
        image: busybox:1.36
        command: ["sh", "-c", "mkdir /www; echo hello from $HOSTNAME > /www/index.html; exec httpd -f -p 80 -h /www"]
        readinessProbe:
          tcpSocket:
            port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: backend
spec:
  selector:
    app: backend
  ports:
  - port: 80
`,
      'ambassador.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "trap 'exit 0' TERM; while true; do wget -qO- http://localhost:9000 || echo nobody answers; sleep 3 & wait $!; done"]
  - name: ambassador
    image: busybox:1.36
    command:
    - sh
    - -c
    - |
      mkdir -p /www
      httpd -p 9000 -h /www
      trap 'exit 0' TERM
      while true; do
        wget -qO /www/next http://backend && mv /www/next /www/index.html
        sleep 1 & wait $!
      done
`,
    },
    run: [
      'kubetick addon on kube-system',
      'kubectl rollout status deployment/coredns -n kube-system',
      'kubectl apply -f backend.yaml',
      'kubectl rollout status deployment/backend',
      'kubectl apply -f ambassador.yaml',
      'kubectl wait --for=condition=Ready pod/client --timeout=60s',
      'sleep 6',
    ],
    next: 'kubectl logs client -c app --tail=3',
  },
];
