/** Made when building: `scripts/api-descriptions.mjs`. */
declare module 'virtual:api-descriptions' {
  /** What the API says about its types (`io.k8s.api.core.v1.Pod`) and fields (`io.k8s.api.core.v1.Pod#spec`). */
  const descriptions: Readonly<Record<string, string>>;
  export default descriptions;
}
