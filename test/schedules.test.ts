import { describe, expect, it } from 'vitest';
import { agree, describeLimits, type Limits, shifted } from '../testcases/states/schedules.ts';

const wanted: Limits = [
  [-20, 8],
  [30, 10],
  [180, 6],
  [220, 10],
];

describe('reported limits', () => {
  it.each<[string, Limits]>([
    [
      'that are wanted',
      [
        [0, 8],
        [30, 10],
        [180, 6],
        [220, 10],
      ],
    ],
    [
      'cut into more periods',
      [
        [0, 8],
        [7, 8],
        [30, 10],
        [100, 10],
        [180, 6],
        [220, 10],
        [399, 10],
      ],
    ],
    [
      'that change a second early or late',
      [
        [0, 8],
        [29, 10],
        [181, 6],
        [222, 10],
      ],
    ],
    [
      'that are a little rounded',
      [
        [0, 7.96],
        [30, 10.05],
        [180, 6],
        [220, 9.95],
      ],
    ],
    [
      'that go on after the end',
      [
        [0, 8],
        [30, 10],
        [180, 6],
        [220, 10],
        [400, 32],
      ],
    ],
  ])('agree with those %s', (_, reported) => {
    expect(agree(reported, wanted, undefined, 400)).toBe(true);
  });

  it.each<[string, Limits]>([
    ['that are missing', []],
    [
      'that begin later',
      [
        [10, 8],
        [30, 10],
        [180, 6],
        [220, 10],
      ],
    ],
    ['of the first period only', [[0, 8]]],
    [
      'that are counted from another moment',
      [
        [0, 8],
        [50, 10],
        [200, 6],
        [240, 10],
      ],
    ],
    [
      'that are too high',
      [
        [0, 8],
        [30, 11],
        [180, 6],
        [220, 10],
      ],
    ],
    [
      'that are too low',
      [
        [0, 8],
        [30, 10],
        [180, 6],
        [220, 6],
      ],
    ],
    [
      'that skip a period',
      [
        [0, 8],
        [30, 10],
      ],
    ],
    [
      'that change far too late',
      [
        [0, 8],
        [35, 10],
        [180, 6],
        [220, 10],
      ],
    ],
  ])('do not agree with those %s', (_, reported) => {
    expect(agree(reported, wanted, undefined, 400)).toBe(false);
  });

  it('may be less where the charger cannot deliver more, and need not be', () => {
    const own: Limits = [[0, 7.4]];
    expect(
      agree(
        [
          [0, 7.4],
          [180, 6],
          [220, 7.4],
        ],
        wanted,
        own,
        400,
      ),
    ).toBe(true);
    expect(
      agree(
        [
          [0, 8],
          [30, 10],
          [180, 6],
          [220, 10],
        ],
        wanted,
        own,
        400,
      ),
    ).toBe(true);
    expect(
      agree(
        [
          [0, 7],
          [180, 6],
          [220, 7],
        ],
        wanted,
        own,
        400,
      ),
    ).toBe(false);
    expect(
      agree(
        [
          [0, 7.4],
          [180, 6],
          [220, 7.4],
        ],
        wanted,
        [[0, 32]],
        400,
      ),
    ).toBe(false);
  });

  it('are the own ones where nothing is wanted, or any if nobody knows those', () => {
    const unlimited: Limits = [
      [-20, 6],
      [180, 'none'],
    ];
    expect(
      agree(
        [
          [0, 6],
          [180, 32],
        ],
        unlimited,
        [[0, 32]],
        300,
      ),
    ).toBe(true);
    expect(agree([[0, 6]], unlimited, [[0, 32]], 300)).toBe(false);
    expect(
      agree(
        [
          [0, 6],
          [180, 16],
        ],
        unlimited,
        undefined,
        300,
      ),
    ).toBe(true);
    expect(agree([[0, 16]], unlimited, undefined, 300)).toBe(false);
  });

  it('may pause', () => {
    expect(
      agree(
        [
          [0, 0],
          [60, 6],
        ],
        [
          [0, 0],
          [60, 6],
        ],
        undefined,
        100,
      ),
    ).toBe(true);
    expect(
      agree(
        [
          [0, 1],
          [60, 6],
        ],
        [
          [0, 0],
          [60, 6],
        ],
        undefined,
        100,
      ),
    ).toBe(false);
  });
});

it('is written for people', () => {
  expect(describeLimits(shifted(wanted, 5), 200, 'A')).toBe('0 s: 8 A, 35 s: 10 A, 185 s: 6 A');
  expect(
    describeLimits(
      [
        [0, 7.36],
        [50, 'none'],
      ],
      200,
      'W',
    ),
  ).toBe("0 s: 7.4 kW, 50 s: the charger's own limit");
});
