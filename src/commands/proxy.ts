import { passiveOptions } from './passive-options.ts';
import { defineVerb } from './verb.ts';

export const proxy = defineVerb({
  command: 'proxy',
  describe: 'Pass traffic between real chargers and a real CSMS on, and judge it live',
  options: {
    listen: {
      type: 'string',
      demandOption: true,
      describe: 'Port for the chargers, or host:port. Without a host only this machine can connect',
    },
    upstream: { type: 'string', demandOption: true, describe: 'Endpoint of the CSMS: ws://… or wss://…; the rest of the path is appended' },
    'tls-key': { type: 'string', describe: 'PEM file: our private key, if chargers connect with TLS' },
    'tls-cert': { type: 'string', describe: 'PEM file: our certificate, with its chain' },
    ca: { type: 'string', describe: 'PEM file: who may have issued the certificate of the CSMS' },
    for: { type: 'string', describe: 'How long: 30s, 15m, 1h, 2d [until Ctrl-C]' },
    'trace-size': { type: 'number', describe: 'Megabytes after which trace.jsonl is begun anew [100]' },
    ...passiveOptions,
  },
  examples: [
    ['$0 proxy --listen 0.0.0.0:9000 --upstream wss://csms.example/ocpp --for 1h', 'point the chargers to ws://THIS-MACHINE:9000'],
  ],
  epilogue: `Frames are passed on before anybody looks at them, byte for byte: subprotocols, passwords, pings and closings are between the two. A finding is a line on stdout when it first occurs; at the end there is a summary of each charger, and a report with trace.jsonl beside it.

Exit codes: 0 no violation · 1 violations, with --strict warnings too · 2 usage · 4 error of ocppliance`,
  async handler(args) {
    const { runProxy } = await import('./run-proxy.ts');
    const { listen, upstream, ca, rules, strict = false } = args;
    return runProxy({
      listen,
      upstream,
      tls: { key: args['tls-key'], cert: args['tls-cert'], ca },
      duration: args.for,
      traceSize: args['trace-size'] ?? 100,
      rules,
      notRules: args['not-rules'],
      strict,
      directory: args['report-dir'],
    });
  },
});
