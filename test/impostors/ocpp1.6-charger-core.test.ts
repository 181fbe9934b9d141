import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-charger-core.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

const all = await casesIn('ocpp1.6/charger/core');
const cases = (...ids: string[]) => all.filter(({ id }) => ids.includes(id));
const offline = { cases: cases('TC_037_2_CS'), again: cases('TC_037_1_CS', 'TC_037_3_CS', 'TC_039_CS') };
const special = ['TC_017_2_CS', 'TC_018_2_CS', 'TC_032_1_CS'];

onTrial({
  ...{ protocol: 'ocpp1.6', sut: 'charger' },
  ...{ catches, impostors },
  builds: [
    { name: 'as it usually is', cases: all.filter(({ id }) => catches[id] && !special.includes(id)) },
    {
      name: 'with a fixed cable',
      features: { FixedCable: true },
      cases: cases('TC_017_2_CS', 'TC_018_2_CS'),
      again: cases('TC_003_CS', 'TC_005_2_CS', 'TC_005_3_CS', 'TC_031_CS'),
    },
    {
      name: 'that must reboot for its settings',
      features: { SettingsNeedReboot: true },
      cases: cases('TC_007_2_CS', 'TC_071_CS'),
      again: cases('TC_004_2_CS', 'TC_023_5_CS'),
    },
    { name: 'with back-up power', features: { BackupPower: true }, cases: cases('TC_032_1_CS'), again: cases('TC_034_CS') },
    { name: 'that knows tokens offline by its list', features: { UnknownOfflineAuthorization: false }, ...offline },
    {
      name: 'that knows tokens offline by its cache',
      features: { UnknownOfflineAuthorization: false, LocalAuthListManagement: false },
      ...offline,
    },
  ],
});
