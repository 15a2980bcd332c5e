import { exporterContract } from '@waymark/testing/exporter-contract';
import { adapter as fluentd } from './fixtures/contract/fluentd.ts';
import { adapter as oneMessage } from './fixtures/contract/one-message.ts';

exporterContract(fluentd);
exporterContract(oneMessage);
