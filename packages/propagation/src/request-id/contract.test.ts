import { keepsContract } from '../test-contract.ts';
import { RequestIdPropagator } from './propagator.ts';

keepsContract('request id', {
  propagator: new RequestIdPropagator({ aliases: ['x-correlation-id', 'x-amzn-trace-id', 'cf-ray'] }),
  valid: [
    { 'x-request-id': 'edge-42' },
    { 'x-request-id': 'x'.repeat(200), 'x-correlation-id': '0af76519-16cd-43dd-8448-eb211c80319c' },
    { 'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678', 'cf-ray': '230b030023ae2822-SJC' },
  ],
});
