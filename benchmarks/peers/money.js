// Exact decimals of the integers that are stored; the driver brings them as strings.
const DECIMALS = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((c) => [c, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((c) => [c, 3]),
  ...'CLF UYW'.split(' ').map((c) => [c, 4]),
]);

const split = (number, scale) => {
  const sign = number[0] === '-' ? '-' : '';
  const digits = number.slice(sign.length).padStart(scale + 1, '0');
  return [sign + digits.slice(0, -scale), digits.slice(-scale)];
};

export const amount = (number, currency) => {
  const [whole, fraction] = split(number, 4);
  const decimals = DECIMALS.get(currency) ?? 2;
  return decimals ? `${whole}.${fraction.slice(0, decimals)}` : whole;
};

export const money = (number, currency) =>
  number === null ? null : { amount: amount(number, currency), currency };

export const quantity = (number) => {
  const [whole, fraction] = split(number, 6);
  const rest = fraction.replace(/0+$/, '');
  return rest ? `${whole}.${rest}` : whole;
};
