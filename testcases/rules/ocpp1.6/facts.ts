import { defineFacts } from 'ocppliance';

/** A transaction of a Charge Point, from the answer to its StartTransaction on. */
export interface Transaction {
  id: number;
  connectorId: number;
  idTag: string;
  /** Wh */
  meterStart: number;
  /** trace index of the answer that gave the id */
  index: number;
}

const most = 1000;

/** Transactions that were started and not stopped, and the ids that the CSMS has given out (the newest thousand). */
export const transactions = defineFacts({
  versions: ['ocpp1.6'],
  create: () => ({ open: new Map<number, Transaction>(), issued: new Set<number>() }),
  learn: ({ open, issued }) => ({
    answers: {
      StartTransaction({ call: { request }, response, index }) {
        const { transactionId: id } = response;
        const { connectorId, idTag, meterStart } = request;
        open.set(id, { id, connectorId, idTag, meterStart, index });
        issued.add(id);
        if (issued.size > most) issued.delete(issued.values().next().value ?? id);
        if (open.size > most) open.delete(open.keys().next().value ?? id);
      },
      StopTransaction({ call: { request } }) {
        open.delete(request.transactionId);
      },
    },
  }),
});
