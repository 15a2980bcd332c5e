import { exporterContract } from '@waymark/testing/exporter-contract';
import { adapter } from './fixtures/contract/logstash.ts';

exporterContract(adapter);
