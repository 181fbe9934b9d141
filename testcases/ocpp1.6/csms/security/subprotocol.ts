import { defineTestCase, refused } from 'ocppliance';
import { boots } from '../../../states/ocpp1.6-csms.ts';

export const subprotocol = defineTestCase({
  id: 'TC_088_CSMS',
  title: 'Chooses OCPP 1.6 among the versions that a station offers, and does not talk in one that it does not know',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6-J §3.1.2', '1.6-J §3.2'],
  async run({ charger, check, config }) {
    // 1.6-J wants the handshake completed without a subprotocol and the WebSocket closed; an HTTP error, which the test procedures
    // speak of, keeps the station out just as well.
    await charger.connects({ subprotocols: ['ocpp0.1'] }, refused());
    const handshake = await charger.connects({ subprotocols: ['ocpp0.1', 'ocpp1.6'] });
    await check('the version that the CSMS chose', handshake?.subprotocol, 'ocpp1.6');
    await boots(charger, config);
  },
});
