import { exporterContract } from '@waymark/testing/exporter-contract';
import { adapter } from './fixtures/contract/bulk.ts';

exporterContract(adapter);
