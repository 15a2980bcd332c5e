import { keepsContract } from '../test-contract.ts';
import { BaggagePropagator } from './propagator.ts';

keepsContract('baggage', {
  propagator: new BaggagePropagator(),
  valid: [
    { baggage: 'user=7' },
    { baggage: ' a = 1 ;p;q = %C3%A9 , b=,c=%C3%A9%ff,100%=x' },
    { baggage: Array.from({ length: 180 }, (_, i) => `key${i}=${'v'.repeat(30)}`).join(',') },
  ],
});
