/**
 * How the API server names and orders the fields of its internal types, which its errors print (`{"Type":"Recreate","RollingUpdate":null}`).
 * Generated from the v1.34 internal types: `Go name`, with `=json name` where that is not the same with a small first letter.
 */
export const internalNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'core.v1': {
    AWSElasticBlockStoreVolumeSource: 'VolumeID FSType=fsType Partition ReadOnly',
    Affinity: 'NodeAffinity PodAffinity PodAntiAffinity',
    AppArmorProfile: 'Type LocalhostProfile',
    AzureDiskVolumeSource: 'DiskName DataDiskURI=diskURI CachingMode FSType=fsType ReadOnly Kind',
    AzureFilePersistentVolumeSource: 'SecretName ShareName ReadOnly SecretNamespace',
    AzureFileVolumeSource: 'SecretName ShareName ReadOnly',
    CSIPersistentVolumeSource:
      'Driver VolumeHandle ReadOnly FSType=fsType VolumeAttributes ControllerPublishSecretRef NodeStageSecretRef NodePublishSecretRef ' +
      'ControllerExpandSecretRef NodeExpandSecretRef',
    CSIVolumeSource: 'Driver ReadOnly FSType=fsType VolumeAttributes NodePublishSecretRef',
    Capabilities: 'Add Drop',
    CephFSPersistentVolumeSource: 'Monitors Path User SecretFile SecretRef ReadOnly',
    CephFSVolumeSource: 'Monitors Path User SecretFile SecretRef ReadOnly',
    CinderPersistentVolumeSource: 'VolumeID FSType=fsType ReadOnly SecretRef',
    CinderVolumeSource: 'VolumeID FSType=fsType ReadOnly SecretRef',
    ClientIPConfig: 'TimeoutSeconds',
    ClusterTrustBundleProjection: 'Name SignerName LabelSelector Optional Path',
    ConfigMapEnvSource: 'Name Optional',
    ConfigMapKeySelector: 'Name Key Optional',
    ConfigMapProjection: 'Name Items Optional',
    ConfigMapVolumeSource: 'Name Items DefaultMode Optional',
    Container:
      'Name Image Command Args WorkingDir Ports EnvFrom Env Resources ResizePolicy RestartPolicy RestartPolicyRules VolumeMounts ' +
      'VolumeDevices LivenessProbe ReadinessProbe StartupProbe Lifecycle TerminationMessagePath TerminationMessagePolicy ' +
      'ImagePullPolicy SecurityContext Stdin StdinOnce TTY=tty',
    ContainerPort: 'Name HostPort ContainerPort Protocol HostIP',
    ContainerResizePolicy: 'ResourceName RestartPolicy',
    ContainerRestartRule: 'Action ExitCodes',
    ContainerRestartRuleOnExitCodes: 'Operator Values',
    DownwardAPIProjection: 'Items',
    DownwardAPIVolumeFile: 'Path FieldRef ResourceFieldRef Mode',
    DownwardAPIVolumeSource: 'Items DefaultMode',
    EmptyDirVolumeSource: 'Medium SizeLimit',
    EnvFromSource: 'Prefix ConfigMapRef SecretRef',
    EnvVar: 'Name Value ValueFrom',
    EnvVarSource: 'FieldRef ResourceFieldRef ConfigMapKeyRef SecretKeyRef FileKeyRef',
    EphemeralContainer:
      'Name Image Command Args WorkingDir Ports EnvFrom Env Resources ResizePolicy RestartPolicy RestartPolicyRules VolumeMounts ' +
      'VolumeDevices LivenessProbe ReadinessProbe StartupProbe Lifecycle TerminationMessagePath TerminationMessagePolicy ' +
      'ImagePullPolicy SecurityContext Stdin StdinOnce TTY=tty TargetContainerName',
    EphemeralVolumeSource: 'VolumeClaimTemplate',
    ExecAction: 'Command',
    FCVolumeSource: 'TargetWWNs Lun FSType=fsType ReadOnly WWIDs=wwids',
    FileKeySelector: 'VolumeName Path Key Optional',
    FlexPersistentVolumeSource: 'Driver FSType=fsType SecretRef ReadOnly Options',
    FlexVolumeSource: 'Driver FSType=fsType SecretRef ReadOnly Options',
    FlockerVolumeSource: 'DatasetName DatasetUUID',
    GCEPersistentDiskVolumeSource: 'PDName=pdName FSType=fsType Partition ReadOnly',
    GRPCAction: 'Port Service',
    GitRepoVolumeSource: 'Repository Revision Directory',
    GlusterfsPersistentVolumeSource: 'EndpointsName=endpoints Path ReadOnly EndpointsNamespace',
    GlusterfsVolumeSource: 'EndpointsName=endpoints Path ReadOnly',
    HTTPGetAction: 'Path Port Host Scheme HTTPHeaders=httpHeaders',
    HTTPHeader: 'Name Value',
    HostAlias: 'IP=ip Hostnames',
    HostPathVolumeSource: 'Path Type',
    ISCSIPersistentVolumeSource:
      'TargetPortal IQN=iqn Lun ISCSIInterface=iscsiInterface FSType=fsType ReadOnly Portals DiscoveryCHAPAuth=chapAuthDiscovery ' +
      'SessionCHAPAuth=chapAuthSession SecretRef InitiatorName',
    ISCSIVolumeSource:
      'TargetPortal IQN=iqn Lun ISCSIInterface=iscsiInterface FSType=fsType ReadOnly Portals DiscoveryCHAPAuth=chapAuthDiscovery ' +
      'SessionCHAPAuth=chapAuthSession SecretRef InitiatorName',
    ImageVolumeSource: 'Reference PullPolicy',
    KeyToPath: 'Key Path Mode',
    Lifecycle: 'PostStart PreStop StopSignal',
    LifecycleHandler: 'Exec HTTPGet=httpGet TCPSocket=tcpSocket Sleep',
    LocalObjectReference: 'Name',
    LocalVolumeSource: 'Path FSType=fsType',
    NFSVolumeSource: 'Server Path ReadOnly',
    NodeAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution PreferredDuringSchedulingIgnoredDuringExecution',
    NodeSelector: 'NodeSelectorTerms',
    NodeSelectorRequirement: 'Key Operator Values',
    NodeSelectorTerm: 'MatchExpressions MatchFields',
    ObjectFieldSelector: 'APIVersion=apiVersion FieldPath',
    ObjectReference: 'Kind Namespace Name UID=uid APIVersion=apiVersion ResourceVersion FieldPath',
    PersistentVolumeClaimSpec: 'AccessModes Selector Resources VolumeName StorageClassName VolumeMode DataSource DataSourceRef VolumeAttributesClassName',
    PersistentVolumeClaimTemplate: 'ObjectMeta Spec',
    PersistentVolumeClaimVolumeSource: 'ClaimName ReadOnly',
    PersistentVolumeSpec:
      'Capacity GCEPersistentDisk=gcePersistentDisk AWSElasticBlockStore=awsElasticBlockStore HostPath Glusterfs NFS=nfs RBD=rbd ' +
      'Quobyte ISCSI=iscsi FlexVolume Cinder CephFS=cephfs FC=fc Flocker AzureFile VsphereVolume AzureDisk PhotonPersistentDisk ' +
      'PortworxVolume ScaleIO Local StorageOS=storageos CSI=csi AccessModes ClaimRef PersistentVolumeReclaimPolicy StorageClassName ' +
      'MountOptions VolumeMode NodeAffinity VolumeAttributesClassName',
    PhotonPersistentDiskVolumeSource: 'PdID FSType=fsType',
    PodAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution PreferredDuringSchedulingIgnoredDuringExecution',
    PodAffinityTerm: 'LabelSelector Namespaces TopologyKey NamespaceSelector MatchLabelKeys MismatchLabelKeys',
    PodAntiAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution PreferredDuringSchedulingIgnoredDuringExecution',
    PodCertificateProjection: 'SignerName KeyType MaxExpirationSeconds CredentialBundlePath KeyPath CertificateChainPath',
    PodDNSConfig: 'Nameservers Searches Options',
    PodDNSConfigOption: 'Name Value',
    PodOS: 'Name',
    PodReadinessGate: 'ConditionType',
    PodResourceClaim: 'Name ResourceClaimName ResourceClaimTemplateName',
    PodSchedulingGate: 'Name',
    PodSecurityContext:
      'HostNetwork HostPID HostIPC ShareProcessNamespace HostUsers SELinuxOptions=seLinuxOptions WindowsOptions RunAsUser RunAsGroup ' +
      'RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup=fsGroup FSGroupChangePolicy=fsGroupChangePolicy Sysctls ' +
      'SeccompProfile AppArmorProfile SELinuxChangePolicy=seLinuxChangePolicy',
    PodSpec:
      'Volumes InitContainers Containers EphemeralContainers RestartPolicy TerminationGracePeriodSeconds ActiveDeadlineSeconds ' +
      'DNSPolicy=dnsPolicy NodeSelector ServiceAccountName AutomountServiceAccountToken NodeName SecurityContext ImagePullSecrets ' +
      'Hostname Subdomain SetHostnameAsFQDN Affinity SchedulerName Tolerations HostAliases PriorityClassName Priority PreemptionPolicy ' +
      'DNSConfig=dnsConfig ReadinessGates RuntimeClassName Overhead EnableServiceLinks TopologySpreadConstraints OS=os SchedulingGates ' +
      'ResourceClaims Resources HostnameOverride',
    PodTemplateSpec: 'ObjectMeta Spec',
    PortworxVolumeSource: 'VolumeID FSType=fsType ReadOnly',
    PreferredSchedulingTerm: 'Weight Preference',
    Probe: 'Exec HTTPGet=httpGet TCPSocket=tcpSocket GRPC=grpc InitialDelaySeconds TimeoutSeconds PeriodSeconds SuccessThreshold FailureThreshold TerminationGracePeriodSeconds',
    ProjectedVolumeSource: 'Sources DefaultMode',
    QuobyteVolumeSource: 'Registry Volume ReadOnly User Group Tenant',
    RBDPersistentVolumeSource: 'CephMonitors=monitors RBDImage=image FSType=fsType RBDPool=pool RadosUser=user Keyring SecretRef ReadOnly',
    RBDVolumeSource: 'CephMonitors=monitors RBDImage=image FSType=fsType RBDPool=pool RadosUser=user Keyring SecretRef ReadOnly',
    ResourceClaim: 'Name Request',
    ResourceFieldSelector: 'ContainerName Resource Divisor',
    ResourceRequirements: 'Limits Requests Claims',
    SELinuxOptions: 'User Role Type Level',
    ScaleIOPersistentVolumeSource: 'Gateway System SecretRef SSLEnabled=sslEnabled ProtectionDomain StoragePool StorageMode VolumeName FSType=fsType ReadOnly',
    ScaleIOVolumeSource: 'Gateway System SecretRef SSLEnabled=sslEnabled ProtectionDomain StoragePool StorageMode VolumeName FSType=fsType ReadOnly',
    SeccompProfile: 'Type LocalhostProfile',
    ScopeSelector: 'MatchExpressions',
    ScopedResourceSelectorRequirement: 'ScopeName Operator Values',
    SecretEnvSource: 'Name Optional',
    SecretKeySelector: 'Name Key Optional',
    SecretProjection: 'Name Items Optional',
    SecretReference: 'Name Namespace',
    SecretVolumeSource: 'SecretName Items DefaultMode Optional',
    SecurityContext:
      'Capabilities Privileged SELinuxOptions=seLinuxOptions WindowsOptions RunAsUser RunAsGroup RunAsNonRoot ReadOnlyRootFilesystem ' +
      'AllowPrivilegeEscalation ProcMount SeccompProfile AppArmorProfile',
    ServiceAccountTokenProjection: 'Audience ExpirationSeconds Path',
    ServicePort: 'Name Protocol AppProtocol Port TargetPort NodePort',
    ServiceSpec:
      'Type Ports Selector ClusterIP ClusterIPs IPFamilies=ipFamilies IPFamilyPolicy=ipFamilyPolicy ExternalName ExternalIPs ' +
      'LoadBalancerIP SessionAffinity SessionAffinityConfig LoadBalancerSourceRanges ExternalTrafficPolicy HealthCheckNodePort ' +
      'PublishNotReadyAddresses AllocateLoadBalancerNodePorts LoadBalancerClass InternalTrafficPolicy TrafficDistribution',
    SessionAffinityConfig: 'ClientIP',
    SleepAction: 'Seconds',
    StorageOSPersistentVolumeSource: 'VolumeName VolumeNamespace FSType=fsType ReadOnly SecretRef',
    StorageOSVolumeSource: 'VolumeName VolumeNamespace FSType=fsType ReadOnly SecretRef',
    Sysctl: 'Name Value',
    TCPSocketAction: 'Port Host',
    Taint: 'Key Value Effect TimeAdded',
    Toleration: 'Key Operator Value Effect TolerationSeconds',
    TopologySpreadConstraint: 'MaxSkew TopologyKey WhenUnsatisfiable LabelSelector MinDomains NodeAffinityPolicy NodeTaintsPolicy MatchLabelKeys',
    TypedLocalObjectReference: 'APIGroup=apiGroup Kind Name',
    TypedObjectReference: 'APIGroup=apiGroup Kind Name Namespace',
    Volume:
      'Name HostPath EmptyDir GCEPersistentDisk=gcePersistentDisk AWSElasticBlockStore=awsElasticBlockStore GitRepo Secret NFS=nfs ' +
      'ISCSI=iscsi Glusterfs PersistentVolumeClaim RBD=rbd Quobyte FlexVolume Cinder CephFS=cephfs Flocker DownwardAPI FC=fc AzureFile ' +
      'ConfigMap VsphereVolume AzureDisk PhotonPersistentDisk Projected PortworxVolume ScaleIO StorageOS=storageos CSI=csi Ephemeral ' +
      'Image',
    VolumeDevice: 'Name DevicePath',
    VolumeMount: 'Name ReadOnly RecursiveReadOnly MountPath SubPath MountPropagation SubPathExpr',
    VolumeNodeAffinity: 'Required',
    VolumeProjection: 'Secret DownwardAPI ConfigMap ServiceAccountToken ClusterTrustBundle PodCertificate',
    VolumeResourceRequirements: 'Limits Requests',
    VsphereVirtualDiskVolumeSource: 'VolumePath FSType=fsType StoragePolicyName StoragePolicyID',
    WeightedPodAffinityTerm: 'Weight PodAffinityTerm',
    WindowsSecurityContextOptions: 'GMSACredentialSpecName=gmsaCredentialSpecName GMSACredentialSpec=gmsaCredentialSpec RunAsUserName HostProcess',
  },
  'apps.v1': {
    DaemonSetUpdateStrategy: 'Type RollingUpdate',
    DeploymentStrategy: 'Type RollingUpdate',
    RollingUpdateDaemonSet: 'MaxUnavailable MaxSurge#',
    RollingUpdateDeployment: 'MaxUnavailable# MaxSurge#',
    RollingUpdateStatefulSetStrategy: 'Partition MaxUnavailable',
    StatefulSetUpdateStrategy: 'Type RollingUpdate',
  },
  'rbac.v1': {
    RoleRef: 'APIGroup=apiGroup Kind Name',
  },
  'networking.v1': {
    IngressBackend: 'Service Resource',
    IngressClassParametersReference: 'APIGroup=apiGroup Kind Name Scope Namespace',
    IngressServiceBackend: 'Name Port',
    NetworkPolicyPort: 'Protocol Port EndPort',
    ServiceBackendPort: 'Name Number',
  },
  'apiextensions.v1': {
    CustomResourceDefinitionVersion: 'Name Served Storage Deprecated DeprecationWarning Schema Subresources AdditionalPrinterColumns SelectableFields',
  },
  'autoscaling.v2': {
    HPAScalingPolicy: 'Type Value PeriodSeconds',
    HPAScalingRules: 'StabilizationWindowSeconds SelectPolicy Policies Tolerance',
    HorizontalPodAutoscalerBehavior: 'ScaleUp ScaleDown',
  },
  'batch.v1': {
    PodFailurePolicy: 'Rules',
    PodFailurePolicyOnExitCodesRequirement: 'ContainerName Operator Values',
    PodFailurePolicyOnPodConditionsPattern: 'Type Status',
    PodFailurePolicyRule: 'Action OnExitCodes OnPodConditions',
    SuccessPolicy: 'Rules',
    SuccessPolicyRule: 'SucceededIndexes SucceededCount',
  },
  'policy.v1': {
    PodDisruptionBudgetSpec: 'MinAvailable Selector MaxUnavailable UnhealthyPodEvictionPolicy',
  },
};
