/** `4.00`, `0.125`, `0.0025`: two decimals at least, as many as the price has. Pure. */
export const priceText = (usd: number): string =>
  usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 })
