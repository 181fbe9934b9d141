import { defineTestCase } from 'ocppliance';
import {
  asksForAvailability,
  booted,
  charging,
  inService,
  isUsed,
  outOfService,
  reportsAll,
  reportsWithin,
  stopsCharging,
  unplugs,
} from '../../../states/ocpp2.0.1-csms.ts';

export const evseInoperative = defineTestCase({
  id: 'TC_G_03_CSMS',
  title: 'Takes an EVSE out of service',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G03'],
  given: [booted, inService.evse],
  acts: ['setAvailability'],
  async run(cast) {
    await asksForAvailability(cast, 'evse', false);
    await reportsWithin(cast.charger, cast.config, 'evse', 'Unavailable');
  },
});

export const evseOperative = defineTestCase({
  id: 'TC_G_04_CSMS',
  title: 'Puts an EVSE back into service',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G03'],
  given: [outOfService.evse],
  acts: ['setAvailability'],
  async run(cast) {
    await asksForAvailability(cast, 'evse', true);
    await reportsWithin(cast.charger, cast.config, 'evse', 'Available');
  },
});

export const stationInoperative = defineTestCase({
  id: 'TC_G_05_CSMS',
  title: 'Takes a station out of service',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G04'],
  given: [booted, inService.station],
  acts: ['setAvailability'],
  async run(cast) {
    await asksForAvailability(cast, 'station', false);
    await reportsWithin(cast.charger, cast.config, 'station', 'Unavailable');
  },
});

export const stationOperative = defineTestCase({
  id: 'TC_G_06_CSMS',
  title: 'Puts a station back into service',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G04'],
  given: [outOfService.station],
  acts: ['setAvailability'],
  async run(cast) {
    await asksForAvailability(cast, 'station', true);
    await reportsWithin(cast.charger, cast.config, 'station', 'Available');
  },
});

export const connectorInoperative = defineTestCase({
  id: 'TC_G_07_CSMS',
  title: 'Takes a connector out of service',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G03'],
  given: [booted, inService.connector],
  acts: ['setAvailability'],
  async run(cast) {
    await asksForAvailability(cast, 'connector', false);
    await reportsWithin(cast.charger, cast.config, 'connector', 'Unavailable');
  },
});

export const connectorOperative = defineTestCase({
  id: 'TC_G_08_CSMS',
  title: 'Puts a connector back into service',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G03'],
  given: [outOfService.connector],
  acts: ['setAvailability'],
  async run(cast) {
    await asksForAvailability(cast, 'connector', true);
    await reportsWithin(cast.charger, cast.config, 'connector', 'Available');
  },
});

export const evseInoperativeLater = defineTestCase({
  id: 'TC_G_11_CSMS',
  title: 'Takes an EVSE out of service that first finishes its transaction',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G03'],
  given: [charging, inService.evse],
  acts: ['setAvailability'],
  async run(cast) {
    const { charger, config } = cast;
    await asksForAvailability(cast, 'evse', false, 'Scheduled');
    await stopsCharging(charger, config);
    await unplugs(charger, config);
    await reportsWithin(charger, config, 'evse', 'Unavailable');
  },
});

export const stationInoperativeLater = defineTestCase({
  id: 'TC_G_14_CSMS',
  title: 'Takes a station out of service that first finishes its transaction',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G04'],
  given: [charging, inService.station],
  acts: ['setAvailability'],
  async run(cast) {
    const { charger, config } = cast;
    await asksForAvailability(cast, 'station', false, 'Scheduled');
    await reportsAll(charger, config, 'Unavailable', (evseId, connectorId) => !isUsed(config)(evseId, connectorId));
    await stopsCharging(charger, config);
    await unplugs(charger, config);
    await reportsAll(charger, config, 'Unavailable', isUsed(config));
  },
});

export const connectorInoperativeLater = defineTestCase({
  id: 'TC_G_17_CSMS',
  title: 'Takes a connector out of service that first finishes its transaction',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G03'],
  given: [charging, inService.connector],
  acts: ['setAvailability'],
  async run(cast) {
    const { charger, config } = cast;
    await asksForAvailability(cast, 'connector', false, 'Scheduled');
    await stopsCharging(charger, config);
    await unplugs(charger, config);
    await reportsWithin(charger, config, 'connector', 'Unavailable');
  },
});
