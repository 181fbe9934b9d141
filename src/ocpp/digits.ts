const zero = 0x30;

/** What stands for two characters that are not both decimal digits: more than any two digits can say. A number, since NaN is slow. */
export const noDigits = 100;

/** Whether the character at `index` is a decimal digit; behind the end there is none. */
export const isDigit = (text: string, index: number): boolean => {
  const value = text.charCodeAt(index) - zero;
  return value >= 0 && value <= 9;
};

/** The two decimal digits at `index` as a number, or `noDigits`. */
export const twoDigits = (text: string, index: number): number => {
  const tens = text.charCodeAt(index) - zero;
  const ones = text.charCodeAt(index + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : noDigits;
};
