interface Options {
  readonly replicas?: number;
  readonly image?: string;
  /** Lines below `spec`, already indented by two. */
  readonly spec?: string;
  /** Lines below the container, already indented by eight. */
  readonly container?: string;
}

/** The Deployment that most examples vary. */
export function webDeployment({ replicas = 4, image = 'nginx:1.25', spec = '', container = '' }: Options = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
${spec}  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: ${image}
        ports:
        - containerPort: 80
${container}`;
}
