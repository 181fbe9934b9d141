import type { IdToken, SutConfig } from '../engine/config.ts';
import type { Bench } from './bench.ts';

/** Several benches as one, on which as many cases can be played at a time. The first one speaks for all. */
export function inParallel(benches: readonly Bench[]): Bench {
  const [first] = benches;
  if (!first) throw new Error('nothing is tested without a bench');
  const free = [...benches];
  return {
    ...first,
    jobs: benches.length,
    async ready() {
      await Promise.all(benches.map((bench) => bench.ready()));
    },
    async play(suiteCase) {
      const bench = free.shift();
      if (!bench) throw new Error('more cases are played at a time than there are benches');
      try {
        return await bench.play(suiteCase);
      } finally {
        free.push(bench);
      }
    },
    async close() {
      await Promise.all(benches.map((bench) => bench.close()));
    },
  };
}

/**
 * What the built-in CSMS knows for the nth job, counted from 1: a station and tokens of its own, since one token that charges at two stations is
 * rightly refused. All names of the second job end in `-J2`, and so on.
 */
export function configOfJob(config: SutConfig, job: number): SutConfig {
  if (job === 1) return config;
  const named = (name: string) => `${name}-J${job}`;
  const token = ({ idToken, type }: IdToken): IdToken => ({ idToken: named(idToken), type });
  return {
    ...config,
    station: named(config.station),
    groupId: named(config.groupId),
    token: token(config.token),
    groupToken: token(config.groupToken),
    unknownToken: token(config.unknownToken),
    blockedToken: token(config.blockedToken),
    expiredToken: token(config.expiredToken),
  };
}
