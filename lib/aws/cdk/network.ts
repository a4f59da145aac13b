import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { DriftMonitorProps } from './drift-monitor-props.ts';

/** Where functions run. */
export interface Placement {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
}

type NetworkProps = Pick<
  DriftMonitorProps,
  'vpc' | 'vpcSubnets' | 'securityGroups' | 'vpcEndpoints' | 'bedrockModels' | 'providerSecret' | 'webhookSecret'
>;

/** Where the functions run inside a VPC, and how they get out of it to what they use. */
export class Network extends Construct {
  readonly placement: Placement;

  constructor(scope: Construct, id: string, vpc: IVpc, props: NetworkProps) {
    super(scope, id);
    const description = 'Pinwatch: functions, which call out and are called by nobody';
    const { vpcSubnets = { subnets: vpc.privateSubnets } } = props;
    const groups = props.securityGroups ?? [new SecurityGroup(this, 'Functions', { vpc, description })];
    this.placement = { vpc, vpcSubnets, securityGroups: [...groups] };
    if (props.vpcEndpoints === 'make') this.#makeEndpoints(props);
  }

  /** The services that functions call. What the platform does for them, their logs among it, goes another way. */
  #makeEndpoints({ bedrockModels = [], providerSecret, webhookSecret }: NetworkProps): void {
    const { vpc, vpcSubnets, securityGroups } = this.placement;
    const subnets = [vpcSubnets];
    vpc.addGatewayEndpoint('PinwatchS3', { service: GatewayVpcEndpointAwsService.S3, subnets });
    vpc.addGatewayEndpoint('PinwatchDynamoDB', { service: GatewayVpcEndpointAwsService.DYNAMODB, subnets });
    const services = {
      Sns: InterfaceVpcEndpointAwsService.SNS,
      EventBridge: InterfaceVpcEndpointAwsService.EVENTBRIDGE,
      ...(providerSecret === undefined && webhookSecret === undefined
        ? {}
        : { SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER }),
      ...(bedrockModels.length === 0
        ? {}
        : {
            Bedrock: InterfaceVpcEndpointAwsService.BEDROCK,
            BedrockRuntime: InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
          }),
    };
    for (const [name, service] of Object.entries(services)) {
      const group = new SecurityGroup(this, `${name}Endpoint`, { vpc, allowAllOutbound: false });
      const endpoint = new InterfaceVpcEndpoint(this, name, {
        vpc,
        service,
        subnets: vpcSubnets,
        securityGroups: [group],
        open: false,
      });
      for (const functions of securityGroups) endpoint.connections.allowDefaultPortFrom(functions);
    }
  }
}
