import { exporterContract } from '@waymark/testing/exporter-contract';
import { adapter as grpc } from './fixtures/contract/grpc.ts';
import { adapter as httpJson } from './fixtures/contract/http-json.ts';
import { adapter as httpProtobuf } from './fixtures/contract/http-protobuf.ts';
import { adapter as httpProtobufLogs } from './fixtures/contract/http-protobuf-logs.ts';

for (const adapter of [httpProtobuf, httpProtobufLogs, httpJson, grpc]) exporterContract(adapter);
