/** One of several equal shares of the stations. */
export interface Share {
  index: number;
  of: number;
}

/** Stations whose conversations are known at a time. */
const perRound = 500;
/** Where more stations than that appear, something else has been taken for the name of a station. */
const mostRounds = 40;

/** Which stations belong to a share and a round, by the order in which their names appear. */
export class Turns {
  readonly #share: Share;
  readonly #round: number;
  readonly #isMine = new Map<string, boolean>();

  /** Each round takes the next five hundred stations of the share, from 0. */
  constructor(share: Share, round: number) {
    this.#share = share;
    this.#round = round;
  }

  /** undefined: there are too many, and it is nobody's turn */
  isMine(name: string): boolean | undefined {
    const known = this.#isMine.get(name);
    if (known !== undefined) return known;
    const { index, of } = this.#share;
    const number = this.#isMine.size;
    if (number >= mostRounds * perRound * of) return undefined;
    const isMine = turnOf(number, of) === index && Math.floor(number / (perRound * of)) === this.#round;
    this.#isMine.set(name, isMine);
    return isMine;
  }

  /** What concerns all who read the record is counted by one of them. */
  get isFirst(): boolean {
    return this.#share.index === 0 && this.#round === 0;
  }

  /** There are stations whose turn comes later. */
  get isIncomplete(): boolean {
    return this.#isMine.size > (this.#round + 1) * perRound * this.#share.of;
  }
}

/** Whose turn it is, by first appearance and to and fro: chargers differ less than a hash would make them, and every other may be of one kind. */
function turnOf(number: number, of: number): number {
  const place = number % of;
  return Math.floor(number / of) % 2 === 0 ? place : of - 1 - place;
}
