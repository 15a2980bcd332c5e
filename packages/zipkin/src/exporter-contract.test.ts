import { exporterContract } from '@waymark/testing/exporter-contract';
import { adapter as json } from './fixtures/contract/json.ts';
import { adapter as protobuf } from './fixtures/contract/protobuf.ts';

for (const adapter of [json, protobuf]) exporterContract(adapter);
