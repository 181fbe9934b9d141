import type { Part } from './analyst.ts';

/** What could not be seen in a record, and so is proved by nothing in the report; a sentence each. */
export function limitsOf({ account: { frames, timed, zoned, directed, named, handshakes, mixed, surplus }, findings }: Part): string[] {
  const limits = ['a rule that found nothing is no proof: what the situation for it never arose is not told apart from what went well'];
  limits.push('a frame that was not logged looks like one that was not sent');
  if (findings.stations.some(({ judged }) => judged === undefined))
    limits.push(
      'what was before the first line is not known: transactions, settings and open calls of that time are given the benefit of the doubt',
    );
  if (surplus > 0)
    limits.push(
      `it names so many stations that ${surplus} lines of the last of them were not judged: is it the identity that is logged as the station?`,
    );
  if (handshakes === 0)
    limits.push('the log holds no handshakes, pings or closings: subprotocols, passwords, TLS and reconnecting were not seen');
  if (timed === 0) limits.push('the log holds no times: nothing that depends on time was judged');
  else if (timed < frames)
    limits.push(`${frames - timed} of ${frames} frames have no time: they count as sent together with the one before`);
  if (timed > 0 && zoned === 0) limits.push('its times name no zone: no clock was compared with them');
  if (directed < frames)
    limits.push(`of ${frames - directed} of ${frames} frames the log does not say who sent them: that was concluded from what they say`);
  if (mixed > 0)
    limits.push(
      'several chargers are in it under no name: their frames cannot be told apart, and were not judged. Log the identity with each frame',
    );
  else if (named < frames) limits.push('it names no stations: all frames were taken for those of one charger');
  return limits;
}
