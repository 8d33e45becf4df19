/** How requests find pods. */
import type { Example } from './example.ts';
import { webDeployment } from './web-deployment.ts';

const version = (name: string, replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-${name}
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: shop
      version: ${name}
  template:
    metadata:
      labels:
        app: shop
        version: ${name}
    spec:
      containers:
      - name: web
        image: busybox:1.36
        command: ["sh", "-c", "mkdir /www; echo ${name} > /www/index.html; exec httpd -f -p 80 -h /www"]
        readinessProbe:
          tcpSocket:
            port: 80
          periodSeconds: 1
`;

const client = `apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "trap 'exit 0' TERM; while true; do wget -T 2 -qO- http://shop; sleep 1 & wait $!; done"]
`;

export const services: readonly Example[] = [
  {
    id: 'service-endpoints',
    title: 'A Service and its endpoints',
    text: 'A Service answers through the pods that match its selector and are ready, and through no others. Scale, and look again.',
    files: { 'web.yaml': webDeployment({ replicas: 3 }) },
    run: [
      'kubetick addon on kube-system',
      'kubectl rollout status deployment/coredns -n kube-system',
      'kubectl apply -f web.yaml',
      'kubectl expose deployment web --port=80',
      'kubectl rollout status deployment/web',
      'kubectl get endpointslices',
    ],
    next: 'kubectl run client --image=busybox:1.36 --restart=Never --rm -i -- wget -qO- http://web',
  },
  {
    id: 'no-endpoints',
    title: 'A Service without endpoints',
    text: 'One letter of the selector is wrong: the pods are well, and still nobody answers.',
    files: {
      'web.yaml': webDeployment({ replicas: 2 }),
      'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: wbe
  ports:
  - port: 80
`,
    },
    run: ['kubectl apply -f web.yaml -f service.yaml', 'kubectl rollout status deployment/web', 'kubectl describe service web'],
    next: `kubectl patch service web -p '{"spec":{"selector":{"app":"web"}}}'`,
  },
  {
    id: 'blue-green',
    title: 'Blue and green',
    text: 'Two versions run side by side; the Service’s selector says which one answers, and one patch moves all requests over.',
    files: {
      'blue.yaml': version('blue', 2),
      'green.yaml': version('green', 2),
      'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
    version: blue
  ports:
  - port: 80
`,
      'client.yaml': client,
    },
    run: [
      'kubetick addon on kube-system',
      'kubectl rollout status deployment/coredns -n kube-system',
      'kubectl apply -f blue.yaml -f green.yaml -f service.yaml',
      'kubectl rollout status deployment/shop-green',
      'kubectl apply -f client.yaml',
      'kubectl wait --for=condition=Ready pod/client --timeout=60s',
      `kubectl patch service shop -p '{"spec":{"selector":{"version":"green"}}}'`,
      'sleep 6',
    ],
    next: 'kubectl logs client',
  },
  {
    id: 'canary',
    title: 'A canary',
    text: 'Three pods of the old version and one of the new behind one Service: about one answer in four is new.',
    files: {
      'stable.yaml': version('stable', 3),
      'canary.yaml': version('canary', 1),
      'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
  - port: 80
`,
      'client.yaml': client,
    },
    run: [
      'kubetick addon on kube-system',
      'kubectl rollout status deployment/coredns -n kube-system',
      'kubectl apply -f stable.yaml -f canary.yaml -f service.yaml',
      'kubectl rollout status deployment/shop-stable',
      'kubectl rollout status deployment/shop-canary',
      'kubectl apply -f client.yaml',
      'sleep 40',
    ],
    next: 'kubectl logs client | sort | uniq -c',
  },
  {
    id: 'lost-requests',
    title: 'Requests lost in a rollout',
    text: 'Forty requests a second go to the Service while its pods are replaced. A pod that ends before all have heard of it loses some; a preStop sleep saves them.',
    files: { 'web.yaml': webDeployment({ replicas: 3 }) },
    run: [
      'kubectl apply -f web.yaml',
      'kubectl expose deployment web --port=80',
      'kubectl rollout status deployment/web',
      'kubetick traffic start svc/web --rate 40',
      'sleep 3',
      'kubectl rollout restart deployment/web',
      'kubectl rollout status deployment/web',
      'sleep 3',
    ],
    next: 'kubetick traffic status',
  },
  {
    id: 'ingress',
    title: 'An Ingress that fans out',
    text: 'One address, two hosts: the ingress controller of the add-on passes each request to the Service that its rule names.',
    files: {
      'blue.yaml': version('blue', 1),
      'green.yaml': version('green', 1),
      'ingress.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  ingressClassName: nginx
  rules:
  - host: blue.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: shop-blue
            port:
              number: 80
  - host: green.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: shop-green
            port:
              number: 80
`,
    },
    run: [
      'kubetick addon on ingress',
      'kubectl apply -f blue.yaml -f green.yaml',
      'kubectl expose deployment shop-blue --port=80',
      'kubectl expose deployment shop-green --port=80',
      'kubectl apply -f ingress.yaml',
      'kubectl rollout status deployment/shop-green',
      'sleep 20',
      'kubectl get ingress',
    ],
    next: 'kubetick traffic start http://green.example.com --rate 5',
  },
];
