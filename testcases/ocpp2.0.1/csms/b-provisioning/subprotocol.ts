import { defineTestCase, refused } from 'ocppliance';

export const subprotocol = defineTestCase({
  id: 'TC_B_58_CSMS',
  title: 'Agrees on OCPP 2.0.1 where it is offered, and on nothing else',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['2.0.1 part 4 §3.1.2', '2.0.1 part 4 §3.2'],
  async run({ charger, check }) {
    const handshake = await charger.connects({ subprotocols: ['ocpp0.1', 'ocpp2.0.1'] });
    await check('the subprotocol agreed on is that of OCPP 2.0.1', handshake?.subprotocol, 'ocpp2.0.1');
    await charger.disconnects();
    // The text wants the handshake to be completed without a subprotocol and closed; the 4xx that most web servers answer serves as well.
    await charger.connects({ subprotocols: ['ocpp0.1'] }, refused());
  },
});
