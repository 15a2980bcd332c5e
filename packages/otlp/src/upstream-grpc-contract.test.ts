import { exporterContract } from '@waymark/testing/exporter-contract';
import { adapter } from './fixtures/contract/upstream-grpc.ts';

exporterContract(adapter);
