import { acceptance } from './rpc/acceptance.ts';
import { connections } from './rpc/connections.ts';
import { errors } from './rpc/errors.ts';
import { frames } from './rpc/frames.ts';
import { pairs } from './rpc/pairs.ts';
import { rulesOnTrial } from './trial.ts';

rulesOnTrial('RPC', { ...frames, ...pairs, ...errors, ...acceptance, ...connections });
